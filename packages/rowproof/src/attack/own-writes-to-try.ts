import { victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { updateOf } from "./assignment.js";
import type { TableVisit } from "./attack.js";
import { rowsCondition } from "./conditions.js";
import { insertOf, namedColumns, rowInsertFor } from "./new-row.js";
import { placements } from "./placements.js";
import { accessTo, keyColumns, type Target, writableColumns } from "./target.js";

/** A write that may open something. */
export interface OwnWrite {
  readonly statement: string;
  readonly setup: readonly string[];
  readonly by: "insert" | "update";
}

/** At most this many values of one column are tried. */
const labels = 6;

/**
 * The writes to try: inserting an own row, and one under the victim's row, with every label; updating an own row with every label.
 * @param opened the relations whose policies read the written table
 */
export function ownWrites(visit: TableVisit, opened: readonly Target[]): readonly OwnWrite[] {
  const words = opened.map(({ relation }) => visit.context.mentions.textOf(relation)).join("\n");
  return [...inserts(visit, words), ...updates(visit, words)];
}

function inserts(visit: TableVisit, words: string): readonly OwnWrite[] {
  const { context, target, base, actor } = visit;
  const rowInsert = rowInsertFor(context, base, actor.person ?? "");
  if (rowInsert === undefined) return [];
  const own = namedColumns(visit, rowInsert);
  const moved = placements(visit, [victim]).map(({ values }) => values);
  const places = [{}, ...moved, ...(moved.length > 1 ? [Object.assign({}, ...moved)] : [])];
  const variants = variantsOf(visit, "insert", words);
  const all = [
    ...places,
    ...variants,
    ...moved.flatMap((place) => variants.map((one) => ({ ...one, ...place }))),
  ];
  return all.map((values) => ({
    setup: own.setup,
    statement: insertOf(target, { ...own.values, ...values }),
    by: "insert",
  }));
}

function updates(visit: TableVisit, words: string): readonly OwnWrite[] {
  const { context, target, base, actor } = visit;
  const row = context.under.get(keyOf(base))?.find(({ person }) => person === actor.person)?.row;
  const only = row === undefined ? undefined : rowsCondition(base, [row]);
  if (only === undefined) return [];
  const moved = placements(visit, [victim]).map(({ values }) => values);
  return [...variantsOf(visit, "update", words), ...moved].map((values) => ({
    setup: [],
    statement: updateOf(target, values, only),
    by: "update",
  }));
}

function variantsOf(
  visit: TableVisit,
  command: "insert" | "update",
  words: string,
): readonly Readonly<Record<string, string>>[] {
  return columnsOf(visit, command).flatMap((column) =>
    valuesFor(visit, column, words).map((value) => ({ [column]: value })),
  );
}

/** The columns whose values can matter: those that the contract allows to write, without keys. */
function columnsOf({ target, base, actor }: TableVisit, command: "insert" | "update"): readonly string[] {
  const bound = [
    ...keyColumns(base),
    ...base.constraints.filter(({ kind }) => kind === "foreign key").flatMap(({ columns }) => columns),
  ];
  return writableColumns(base, accessTo(target, actor.role, command)).filter((name) => !bound.includes(name));
}

/** The values that may open something. For a column that a condition on access uses, these include the values in the condition. */
function valuesFor({ context, base }: TableVisit, column: string, words: string): readonly string[] {
  if (!new RegExp(`\\b${column.replaceAll(/\W/g, ".")}\\b`).test(words)) return [];
  const type = base.columns.find(({ name }) => name === column)?.type ?? "text";
  const listed = context.seeded.otherValues(base, column, null);
  const known = /^(?:boolean|text|character varying)/.test(type) || listed.length > 1 ? listed : [];
  const spoken = /^(?:text|character|citext)/.test(type)
    ? [...words.matchAll(/'([^'\n]{1,40})'::text/g)].map(([, word = ""]) => `'${word}'::${type}`)
    : [];
  return [...new Set([...spoken, ...known])].slice(0, labels);
}

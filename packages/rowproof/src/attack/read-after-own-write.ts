import type { Relation } from "../catalog/facts.js";
import { victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import { updateOf } from "./assignment.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { insertOf, namedColumns, rowInsertFor } from "./new-row.js";
import { placements } from "./placements.js";
import type { ProvedObject } from "./proved-object.js";
import { askRows } from "./reach.js";
import { readOf, shows } from "./reads.js";
import type { Attempt } from "./session.js";
import { type Steps, send } from "./steps.js";
import { accessTo, keyColumns, type Target, writableColumns } from "./target.js";
import { ownerOf, subjectOf, type TargetRow, targetRowsOf } from "./target-rows.js";

/** A write that the database lets the actor make, and what may open by it. */
interface Key {
  readonly statement: string;
  readonly setup: readonly string[];
  readonly command: "insert" | "update";
  readonly object: ProvedObject;
}

/** How many values of one column are tried. */
const labels = 6;

export const selectAfterOwnWrite: RelationAttack = {
  id: "select/after-own-write",
  command: "select",
  tries:
    "reads again after every write that the actor is allowed: a membership, a link or a role may open other users' rows",
  applies: ({ target, actor }) =>
    target.standing === "named" && actor.role === "authenticated" && actor.oddity === undefined,
  attempts: attackAgain,
};

/**
 * After every write that the attacker is allowed, each relation whose policies name the written table is read again. A membership, a link, a role: rows of others' may then be theirs to see.
 */
function* attackAgain({ context, target: written, actor }: RelationVisit): Steps<void> {
  const { base, relation } = written;
  if (base === undefined || base !== relation || actor.person === null) return;
  const opened = new Set(
    context.mentions.writtenWith(base).flatMap((one) => context.mentions.dependents(one)),
  );
  const targets = context.targets.filter(
    ({ relation: one, base: beneath, standing }) =>
      opened.has(one) && standing !== "part" && (beneath !== base || (one === base && mentionsItself(base))),
  );
  if (targets.length === 0) return;
  for (const key of keysOf(context, written, base, actor, targets)) {
    const probe = yield* send({ actor, setup: key.setup, statements: [key.statement] });
    if (probe === "setup" || probe.error !== null || probe.results[0]?.count === 0) continue;
    for (const target of targets) yield* readAgain(context, target, actor, key);
  }
}

/** A row of another's that is there to be read, and under which name. */
interface Opened {
  readonly target: Target;
  readonly row: TargetRow["row"];
}

/** What a call opens by what it wrote: rows that the contract gives the actor neither before it nor after. */
export function* openedBy(
  context: AttackContext,
  { actor, statements }: Attempt,
  written: readonly Relation[],
): Steps<readonly Opened[]> {
  const opened = new Set(written.flatMap((one) => context.mentions.dependents(one)));
  const targets = context.targets.filter(
    ({ relation, standing }) => opened.has(relation) && standing === "named",
  );
  const found: Opened[] = [];
  for (const target of targets) {
    const targetRows = yield* targetRowsOf(context, target, actor, "select");
    const before = yield* send({ actor, statements: [readOf(target)] });
    const after = yield* send({ actor, statements: [...statements, readOf(target)] });
    if (before === "setup" || after === "setup" || after.error !== null) continue;
    const [seen, now] = [before.results[0]?.rows ?? [], after.results.at(-2)?.rows ?? []];
    const fresh = targetRows.find(
      ({ row, expected }) =>
        !expected &&
        row.person !== actor.person &&
        now.some((one) => shows(target, one, row.row)) &&
        !seen.some((one) => shows(target, one, row.row)),
    );
    if (fresh !== undefined) found.push({ target, row: fresh.row });
  }
  return found;
}

function mentionsItself({ policies, name }: Relation): boolean {
  return policies.some(({ using, withCheck }) => using?.includes(name) || withCheck?.includes(name));
}

/** The writes to try: a row of one's own, the same under the victim's, with every label; one's own row with every label. */
function keysOf(
  context: AttackContext,
  written: Target,
  base: Relation,
  actor: Actor,
  opened: readonly Target[],
): readonly Key[] {
  const words = opened.map(({ relation }) => context.mentions.textOf(relation)).join("\n");
  return [...inserts(context, written, base, actor, words), ...updates(context, written, base, actor, words)];
}

function inserts(
  context: AttackContext,
  written: Target,
  base: Relation,
  actor: Actor,
  words: string,
): readonly Key[] {
  const rowInsert = rowInsertFor(context, base, actor.person ?? "");
  if (rowInsert === undefined) return [];
  const own = namedColumns(written, base, actor, rowInsert);
  const moved = placements(context, written, base, actor, [victim]).map(({ values }) => values);
  const places = [{}, ...moved, ...(moved.length > 1 ? [Object.assign({}, ...moved)] : [])];
  const variants = columnsOf(written, base, actor, "insert").flatMap((column) =>
    valuesFor(context, base, column, words).map((value) => ({ [column]: value })),
  );
  const all = [
    ...places,
    ...variants,
    ...moved.flatMap((place) => variants.map((one) => ({ ...one, ...place }))),
  ];
  return all.map((values) => ({
    setup: own.setup,
    statement: insertOf(written, { ...own.values, ...values }),
    command: "insert",
    object: written.object,
  }));
}

function updates(
  context: AttackContext,
  written: Target,
  base: Relation,
  actor: Actor,
  words: string,
): readonly Key[] {
  const row = context.under.get(keyOf(base))?.find(({ person }) => person === actor.person)?.row;
  const only = row === undefined ? undefined : rowsCondition(base, [row]);
  if (only === undefined) return [];
  const single = columnsOf(written, base, actor, "update").flatMap((column) =>
    valuesFor(context, base, column, words).map((value) => ({ [column]: value })),
  );
  const moved = placements(context, written, base, actor, [victim]).map(({ values }) => values);
  return [...single, ...moved].map((values) => ({
    setup: [],
    statement: updateOf(written, values, only),
    command: "update",
    object: written.object,
  }));
}

/** The columns whose values may matter: those that the contract lets be written, but for keys. */
function columnsOf(
  written: Target,
  base: Relation,
  { role }: Actor,
  command: "insert" | "update",
): readonly string[] {
  const bound = [
    ...keyColumns(base),
    ...base.constraints.filter(({ kind }) => kind === "foreign key").flatMap(({ columns }) => columns),
  ];
  return writableColumns(base, accessTo(written, role, command)).filter((name) => !bound.includes(name));
}

/** The values that may open something: of a column that what is written of access speaks of, those that stand there too. */
function valuesFor(context: AttackContext, base: Relation, column: string, words: string): readonly string[] {
  if (!new RegExp(`\\b${column.replaceAll(/\W/g, ".")}\\b`).test(words)) return [];
  const type = base.columns.find(({ name }) => name === column)?.type ?? "text";
  const listed = context.seeded.otherValues(base, column, null);
  const known = /^(?:boolean|text|character varying)/.test(type) || listed.length > 1 ? listed : [];
  const spoken = /^(?:text|character|citext)/.test(type)
    ? [...words.matchAll(/'([^'\n]{1,40})'::text/g)].map(([, word = ""]) => `'${word}'::${type}`)
    : [];
  return [...new Set([...spoken, ...known])].slice(0, labels);
}

/** Reads a relation after the write, in the same attempt; its own conditions are asked anew, for what they say may have changed. */
function* readAgain(context: AttackContext, target: Target, actor: Actor, key: Key): Steps<void> {
  const targetRows = yield* targetRowsOf(context, target, actor, "select");
  const read = readOf(target);
  const rule = accessTo(target, actor.role, "select")?.rows;
  const ask =
    rule?.kind === "where" && target.base !== undefined && targetRows.length > 0
      ? [
          askRows(
            target.base,
            rule.predicate,
            targetRows.map(({ row }) => row.row),
          ),
        ]
      : [];
  const attempt: Attempt = { actor, setup: key.setup, statements: [key.statement, read, ...ask] };
  const outcome = yield* send(attempt);
  if (outcome === "setup" || outcome.error !== null) return;
  const rows = outcome.results[1]?.rows ?? [];
  const answers = ask.length === 0 ? undefined : outcome.results[2]?.rows;
  for (const [at, targetRow] of targetRows.entries()) {
    const expected = answers === undefined ? targetRow.expected : answers[at]?.holds === "t";
    if (expected || !rows.some((row) => shows(target, row, targetRow.row.row))) continue;
    record(context, target, { actor, setup: key.setup, statements: [key.statement, read] }, targetRow, key);
  }
}

function record(
  context: AttackContext,
  target: Target,
  attempt: Attempt,
  { row, actor: actorName }: TargetRow,
  { command, object: written }: Key,
): void {
  const { object } = target;
  const owner = ownerOf(row, attempt.actor);
  const write = { command, object: written };
  context.observed.record({
    object,
    actor: actorName,
    command: "select",
    subject: `opened ${subjectOf(row)}`,
    expected: false,
    result: "reached",
    evidence: () => ({
      context,
      attack: selectAfterOwnWrite,
      attempt,
      effect: { kind: "read", object, read: { what: "row after own write", owner, write } },
      on: target,
    }),
  });
}

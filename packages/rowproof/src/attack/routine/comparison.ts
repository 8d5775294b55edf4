import type { Relation } from "../../catalog/facts.js";
import type { SeededRow } from "../../seed/seeded.js";
import { victim } from "../../seed/test-users.js";
import { keyOf } from "../../sql/relation-key.js";
import { identifier, literal, raw, sql } from "../../sql/sql.js";
import type { RoutineAttack, RoutineCall } from "../attack.js";
import { rowsCondition } from "../conditions.js";
import type { AttackContext } from "../context.js";
import type { Attempt, Outcome } from "../session.js";
import { type Steps, send } from "../steps.js";
import { keyColumns, writableColumns } from "../target.js";
import { isReached } from "./declaration.js";
import { recordHarm } from "./harm.js";
import { namedBy } from "./named.js";

/** At most this many columns of one row are changed one by one, if they cannot be changed together. */
const most = 6;

/** A state in which the victim's row is different. */
interface RowVariant {
  readonly table: Relation;
  /** The first of these statements that succeeds creates the state. */
  readonly setups: readonly string[];
  /** Whether the row is deleted. Then only result rows that disappear count. */
  readonly gone: boolean;
}

/**
 * For results without an identifying value: a date, a flag, a part of a text. The arguments of the call identify one of the
 * victim's rows. The call is made again after this row has other values, or is deleted. If the result changes too, it shows
 * something about the row. Aggregates over many rows identify none of them.
 */
export const executeComparison: RoutineAttack = {
  id: "execute/comparison",
  command: "execute",
  tries: "compares the result of a call with its result when another user's row is different",
  *examine(call) {
    const { context, attempt, outcome, budget, written } = call;
    if (written.length > 0 || budget.calls <= 0 || !isFull(outcome)) return;
    const rows = yield* withheldRows(call);
    const changes = rows.flatMap((row) => changesOf(context, row, attempt));
    if (changes.length === 0) return;
    budget.calls -= 1;
    if (!(yield* isStable(attempt, outcome))) return;
    for (const change of changes) {
      if (budget.calls <= 0) return;
      if (!(yield* follows(call, change))) continue;
      const harm = { does: "depends", gone: change.gone } as const;
      recordHarm(executeComparison, call, { harm, subject: "shows", table: change.table });
      budget.calls = 0;
    }
  },
};

/** Whether the result contains anything. */
function isFull({ error, results }: Outcome): boolean {
  return error === null && countOf(results[0]?.rows ?? []) > 0;
}

function countOf(rows: Outcome["results"][number]["rows"]): number {
  return rows.filter((row) => Object.values(row).some((value) => value !== null)).length;
}

/** A result that differs each time shows nothing. */
function* isStable(attempt: Attempt, { results }: Outcome): Steps<boolean> {
  const again = yield* send(attempt);
  if (again === "setup" || again.error !== null) return false;
  return JSON.stringify(again.results[0]?.rows) === JSON.stringify(results[0]?.rows);
}

/** Whether the result changes with the first setup that succeeds. */
function* follows(call: RoutineCall, { setups, gone }: RowVariant): Steps<boolean> {
  const { attempt, outcome: was, budget } = call;
  for (const setup of setups) {
    const is = yield* send({ ...attempt, setup: [quietly, setup] });
    budget.calls -= 1;
    if (is === "setup") continue;
    const [before, after] = [was.results[0]?.rows ?? [], is.results[0]?.rows ?? []];
    if (is.error !== null) return false;
    return gone ? countOf(after) < countOf(before) : JSON.stringify(before) !== JSON.stringify(after);
  }
  return false;
}

/** The victim's rows that the routine may read, and that the contract does not allow the actor to read. */
function* withheldRows(call: RoutineCall): Steps<readonly SeededRow[]> {
  const { context, routine, attempt, declaration } = call;
  const may = yield* context.selectable.by(attempt.actor);
  return namedBy(context, routine)
    .filter((table) => table.schema !== "auth" && !isReached(declaration, table))
    .flatMap((table) => context.rowsOf(table))
    .filter((row) => row.person === victim && !may.has(row));
}

/** Without keys and triggers. */
const quietly = "set local session_replication_role = replica";

/** Other values, if the call identifies the row by its key or its owner; no such row, if it names any value of it. */
function changesOf(
  context: AttackContext,
  seeded: SeededRow,
  { statements }: Attempt,
): readonly RowVariant[] {
  const table = context.catalog.relations.find((one) => keyOf(one) === keyOf(seeded.table));
  const only = table === undefined ? undefined : rowsCondition(table, [seeded.row]);
  if (table === undefined || only === undefined) return [];
  const sent = sentColumns(table, seeded, statements.join("\n"));
  const owner = context.seeded.persons.find(({ name }) => name === seeded.person)?.id ?? null;
  const isSent = (column: string) => sent.includes(column);
  const isPicked = keyColumns(table).some(isSent) || sent.some((column) => seeded.row[column] === owner);
  const isPointing = linksOf(table).some(isSent);
  const updates = isPicked
    ? updatesOf(context, table, seeded, { only, staying: [...sent, ...ownColumns(seeded, owner)] })
    : [];
  const deletion = sql`delete from ${identifier(table.schema, table.name)} where ${raw(only)}`.text;
  return [
    ...(updates.length > 0 ? [{ table, setups: updates, gone: false }] : []),
    ...(isPicked || isPointing ? [{ table, setups: [deletion], gone: true }] : []),
  ];
}

/** The columns of a row whose values are in a call, as an argument of the same type or in JSON. */
function sentColumns({ columns }: Relation, { row }: SeededRow, call: string): readonly string[] {
  const isSent = (value: string, type: string) =>
    call.includes(`${literal(value).text}::${type}`) ||
    (value.length > 3 && call.includes(JSON.stringify(value)));
  return columns
    .filter(({ name, type }) => row[name] != null && row[name] !== "" && isSent(row[name], type))
    .map(({ name }) => name);
}

function ownColumns({ row }: SeededRow, owner: string | null): readonly string[] {
  return Object.keys(row).filter((column) => owner !== null && row[column] === owner);
}

function linksOf({ constraints }: Relation): readonly string[] {
  return constraints.filter(({ kind }) => kind === "foreign key").flatMap(({ columns }) => columns);
}

/** All columns of the row at once, then each one, without keys and columns that must not change. */
function updatesOf(
  context: AttackContext,
  table: Relation,
  { row }: SeededRow,
  { only, staying }: { readonly only: string; readonly staying: readonly string[] },
): readonly string[] {
  const bound = new Set([...keyColumns(table), ...linksOf(table), ...staying]);
  const sets = writableColumns(table, undefined)
    .filter((name) => !bound.has(name))
    .flatMap((name) => {
      const [value] = context.seeded.otherValues(table, name, row[name] ?? null);
      return value === undefined ? [] : [sql`${identifier(name)} = ${raw(value)}`.text];
    });
  if (sets.length === 0) return [];
  const update = (some: readonly string[]) =>
    sql`update ${identifier(table.schema, table.name)} set ${raw(some.join(", "))} where ${raw(only)}`.text;
  return [...new Set([update(sets), ...sets.slice(0, most).map((one) => update([one]))])];
}

import type { Relation } from "../catalog/facts.js";
import type { Actor } from "./actor.js";
import { allowedAfter } from "./allowance.js";
import type { TableAttack, TableVisit } from "./attack.js";
import type { AttackContext } from "./context.js";
import { recordFailure } from "./missed.js";
import { insertAttempt, insertOf, type RowInsert } from "./new-row.js";
import type { TextRow } from "./session.js";
import { compareStates, stateOf, stateQuery } from "./state.js";
import { askOwner, type Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { tryWrite, type Write, type WriteResult, watchedRows } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** The row that the tables' owner gets with the same statement. If that fails, something other than access prevents it. */
export function* control(
  context: AttackContext,
  base: Relation,
  rowInsert: RowInsert,
  actor: Actor,
): Steps<TextRow | string> {
  const table: Target = { base, relation: base, columnName: (column: string) => column } as Target;
  const query = stateQuery(base, watchedRows(context, base));
  const { claims } = actor;
  const before = yield* askOwner([...rowInsert.setup, query], claims);
  const done = yield* askOwner([...rowInsert.setup, insertOf(table, rowInsert.values), query], claims);
  if (done.error !== null)
    return `the tables' owner cannot insert such a row either (${done.error.sqlstate})`;
  const { inserted } = compareStates(
    base,
    stateOf(before.results.at(-1)?.rows ?? []),
    stateOf(done.results.at(-1)?.rows ?? []),
  );
  return inserted[0] ?? "a trigger keeps such a row out";
}

/** The actor for whom a row is inserted. */
interface InsertedFor {
  /** The actor of the matrix. */
  readonly actor: string;
  readonly optional?: boolean;
}

/** Tries one insert. It should succeed if the contract allows the row that the tables' owner gets with the same statement and setup. */
export function* tryInsert(
  visit: TableVisit,
  attack: TableAttack,
  rowInsert: RowInsert,
  { actor: actorName, optional = false }: InsertedFor,
): Steps<WriteResult> {
  const { context, target, actor } = visit;
  const write: Write = { attack, command: "insert", attempt: insertAttempt(visit, rowInsert) };
  const result = yield* tryWrite(context, target, write);
  yield* judgeWrite({ context, target, write }, result, Object.keys(rowInsert.values));
  if (result.error === null && result.changes.inserted.length > 0) return result;
  const { may, obstacle } = yield* allowance(visit, rowInsert, result);
  recordFailure({ context, target, write }, result.error, {
    actor: actorName,
    subject: `${attack.id} ${actorName}`,
    expected: may && target.standing === "named",
    failed:
      actorName === actor.standsFor.own
        ? { what: "row", command: "insert", owner: "own" }
        : { what: "allowed row", command: "insert" },
    obstacle,
    optional,
  });
  return result;
}

/** Whether the contract allows the row that the tables' owner gets, and what prevents the insert even for the owner. */
function* allowance(
  { context, target, base, actor }: TableVisit,
  rowInsert: RowInsert,
  { error }: WriteResult,
): Steps<{ readonly may: boolean; readonly obstacle: string | undefined }> {
  const closed = accessTo(target, actor.role, "insert")?.rows.kind ?? "none";
  const refused = error !== null && error !== "setup" && error.sqlstate === "42501";
  const grown = closed === "none" && refused ? {} : yield* control(context, base, rowInsert, actor);
  if (typeof grown === "string") return { may: false, obstacle: grown };
  const rows = { setup: rowInsert.setup, rows: [grown] };
  const [may = false] = yield* allowedAfter({ context, target, actor }, "insert", rows);
  return { may, obstacle: undefined };
}

import { keyOf } from "../sql/relation-key.js";
import { allowedAfter } from "./allowance.js";
import type { TableVisit } from "./attack.js";
import { withoutUnchanged } from "./changed-rows.js";
import type { ChangedValue } from "./effects/read.js";
import { recordFailure } from "./missed.js";
import type { RowChange } from "./row-change.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { actorNameFor, ownerOf, seededRow } from "./target-rows.js";
import { tryWrite, type Write, type WriteResult } from "./write.js";

/** A write after rows were changed. */
export interface ChangedRowWrite {
  readonly write: Write;
  readonly change: RowChange;
  /** A row that the write should reach, if the contract then allows it. */
  readonly own?: TextRow | undefined;
}

/**
 * Tries a write on changed rows, and compares each row that it wrote with what the contract allows now.
 * Returns what it did.
 */
export function* tryChanged(visit: TableVisit, changed: ChangedRowWrite): Steps<WriteResult> {
  const { write } = changed;
  const { setup = [] } = write.attempt;
  const result = withoutUnchanged(yield* tryWrite(visit.context, visit.target, write));
  const { inserted, updated, deleted } = result.changes;
  const rows = { insert: inserted, update: updated.map(({ before }) => before), delete: deleted }[
    write.command
  ];
  const may = yield* allowedAfter(visit, write.command, { setup, rows });
  for (const [at, row] of rows.entries()) recordTouched(visit, changed, row, may[at] === true);
  return result;
}

function recordTouched(
  { context, target }: TableVisit,
  { write, change }: ChangedRowWrite,
  row: TextRow,
  may: boolean,
): void {
  const { attack, attempt, command } = write;
  const { actor } = attempt;
  const person = seededRow(context, target, row)?.person ?? actor.person ?? "nobody";
  context.observed.record({
    object: target.object,
    actor: actorNameFor(actor, person),
    command,
    subject: changeSubject(change, person),
    expected: may,
    result: "reached",
    evidence: () => ({
      context,
      attack,
      attempt,
      effect: {
        kind: "changed row",
        command,
        owner: ownerOf({ person }, actor),
        object: target.object,
        circumstance: circumstanceOf(target, change),
      },
      on: target,
    }),
  });
}

/** Records whether the write reached the row, if the contract has a condition on such rows. */
export function* recordUnreached(
  visit: TableVisit,
  { write, change, own }: ChangedRowWrite,
  { error }: WriteResult,
): Steps<void> {
  const { context, target, actor } = visit;
  const { setup = [] } = write.attempt;
  const kind = accessTo(target, actor.role, write.command)?.rows.kind;
  if (own === undefined || (kind !== "where" && kind !== "member")) return;
  const [may] = yield* allowedAfter(visit, write.command, { setup, rows: [own] });
  if (may !== true) return;
  recordFailure({ context, target, write }, error, {
    actor: actor.standsFor.own,
    subject: changeSubject(change, actor.person ?? ""),
    expected: true,
    failed: {
      what: "allowed row",
      command: write.command,
      circumstance: circumstanceOf(target, change),
    },
    optional: true,
  });
}

/** The subject of an observation about a changed row. */
export function changeSubject({ table, column, value }: RowChange, owner: string): string {
  return JSON.stringify(["changed", keyOf(table), column, value, owner]);
}

/** The change, as facts for an observation. */
export function circumstanceOf({ base }: Target, { table, column, value }: RowChange): ChangedValue {
  return { table, isSameTable: base !== undefined && keyOf(base) === keyOf(table), column, value };
}

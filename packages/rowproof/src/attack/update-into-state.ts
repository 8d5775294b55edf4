import type { SeededRow } from "../seed/seeded.js";
import { allowedAfter } from "./allowance.js";
import { updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { changeSubject } from "./changed-row-write.js";
import { withoutUnchanged } from "./changed-rows.js";
import { keyCondition } from "./conditions.js";
import type { RowChange } from "./row-change.js";
import { hasStates, statesOf } from "./row-states.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, writableColumns } from "./target.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** This finds policies that check only the new row or only the old row. */
export const updateIntoState: TableAttack = {
  id: "update/into-state",
  command: "update",
  tries: "changes a row of the actor's own from each state to each other state",
  applies: (visit) =>
    hasStates(visit) && visit.context.privileges(visit.target, visit.actor.role).has("update"),
  *attempts(visit) {
    const found = yield* statesOf(visit);
    if (found === undefined) return;
    const { own, fromNow, states } = found;
    for (const changes of fromNow) yield* leave(visit, { row: own, setup: [], changes });
    for (const { row, setup, others } of states)
      yield* leave(visit, { row: { ...own, row }, setup, changes: others });
  },
};

/** A row, and the states to change it to. */
interface Departure {
  readonly row: SeededRow;
  readonly setup: readonly string[];
  readonly changes: readonly RowChange[];
}

/** Changes the row from its state to others. */
function* leave(visit: TableVisit, { row, setup, changes }: Departure): Steps<void> {
  const { target, actor } = visit;
  const writable = writableColumns(target.relation, accessTo(target, actor.role, "update"));
  for (const change of changes.filter(({ column }) => writable.includes(column))) {
    const set = { [change.column]: change.value };
    const statements = [updateOf(target, set, keyCondition(target, [row.row]))];
    yield* enter(
      visit,
      { attack: updateIntoState, command: "update", attempt: { actor, setup, statements } },
      change,
    );
  }
}

/** Records that a row which the actor may change got a state in which the contract does not allow the change. */
function* enter(visit: TableVisit, write: Write, { column, value, ...change }: RowChange): Steps<void> {
  const { context, target, actor } = visit;
  const { setup = [] } = write.attempt;
  const result = withoutUnchanged(yield* tryWrite(context, target, write));
  const allowed = (rows: readonly TextRow[]) => allowedAfter(visit, "update", { setup, rows });
  const [pair] = result.changes.updated;
  const [before] = pair === undefined ? [] : yield* allowed([pair.before]);
  const [after] = pair === undefined ? [] : yield* allowed([pair.after]);
  if (before !== true || after === true) {
    yield* judgeWrite({ context, target, write }, result);
    return;
  }
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.own,
    command: "update",
    subject: `into ${changeSubject({ column, value, ...change }, "")}`,
    expected: false,
    result: "reached",
    evidence: () => ({
      context,
      attack: updateIntoState,
      attempt: write.attempt,
      effect: { kind: "into state", column, value, object: target.object },
      on: target,
    }),
  });
}

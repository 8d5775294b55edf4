import { identifier } from "../sql/sql.js";
import { type Assignments, updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { recordUnreached, tryChanged } from "./changed-row-write.js";
import { spokenColumns, wordsOf } from "./condition-words.js";
import { keyCondition } from "./conditions.js";
import { tryInsert } from "./insert-write.js";
import { namedColumns, rowInsertFor } from "./new-row.js";
import { placingColumns } from "./placements.js";
import { hasStates, stateColumns, statesOf } from "./row-states.js";
import type { Steps } from "./steps.js";
import { accessTo, writableColumns } from "./target.js";
import type { RowState } from "./visit-findings.js";
import type { Write } from "./write.js";

export const insertState: TableAttack = {
  id: "insert/state",
  command: "insert",
  tries: "inserts a row of the actor's own in each state that conditions distinguish",
  applies: (visit) =>
    hasStates(visit) && visit.context.privileges(visit.target, visit.actor.role).has("insert"),
  *attempts(visit) {
    const { context, target, base, actor } = visit;
    const rowInsert = rowInsertFor(context, base, actor.person ?? "");
    if (rowInsert === undefined) return;
    const writable = writableColumns(base, accessTo(target, actor.role, "insert"));
    for (const { column, values } of stateColumns(visit)) {
      for (const value of writable.includes(column.name) ? values : []) {
        const given = { ...rowInsert, values: { ...rowInsert.values, [column.name]: value } };
        const own = namedColumns(visit, given);
        yield* tryInsert(visit, insertState, own, { actor: actor.standsFor.own, optional: true });
      }
    }
  },
};

/** A change that does not change the state: first without reading, then by key. */
export const updateState: TableAttack = {
  id: "update/state",
  command: "update",
  tries: "updates a row of the actor's own in each state that conditions distinguish",
  applies: (visit) =>
    hasStates(visit) && visit.context.privileges(visit.target, visit.actor.role).has("update"),
  *attempts(visit) {
    const idle = idleAssignment(visit);
    if (idle === undefined) return;
    for (const state of (yield* statesOf(visit))?.states ?? []) {
      const only = keyCondition(visit.target, [state.own.row]) ?? "false";
      const statements = [updateOf(visit.target, idle), updateOf(visit.target, idle, only)];
      yield* writeEach(visit, updateState, state, statements);
    }
  },
};

export const deleteState: TableAttack = {
  id: "delete/state",
  command: "delete",
  tries: "deletes a row of the actor's own in each state that conditions distinguish",
  applies: (visit) =>
    hasStates(visit) && visit.context.privileges(visit.target, visit.actor.role).has("delete"),
  *attempts(visit) {
    const { base, target } = visit;
    const name = identifier(base.schema, base.name).text;
    for (const state of (yield* statesOf(visit))?.states ?? []) {
      const only = keyCondition(target, [state.own.row]) ?? "false";
      yield* writeEach(visit, deleteState, state, [
        `delete from ${name}`,
        `delete from ${name} where ${only}`,
      ]);
    }
  },
};

/** On a live database only by key. */
function* writeEach(
  visit: TableVisit,
  attack: TableAttack,
  { change, setup, row }: RowState,
  statements: readonly string[],
): Steps<void> {
  const { context, actor } = visit;
  const tries = context.live ? statements.slice(1) : statements;
  const command = attack.command === "delete" ? "delete" : "update";
  for (const [at, text] of tries.entries()) {
    const write: Write = { attack, command, attempt: { actor, setup, statements: [text] } };
    const changed = { write, change, own: row };
    const result = yield* tryChanged(visit, changed);
    if (result.changes.updated.length + result.changes.deleted.length > 0) return;
    if (at === tries.length - 1) yield* recordUnreached(visit, changed, result);
  }
}

/** Another value of a column that the actor may write and that no condition uses. */
function idleAssignment({ context, target, base, actor }: TableVisit): Assignments | undefined {
  const spoken = spokenColumns(context, base, wordsOf(context, target)).map(({ column }) => column.name);
  const keys = base.constraints.flatMap(({ kind, columns }) => (kind === "check" ? [] : columns));
  const bound = [...placingColumns(context, target, base), ...keys, ...spoken];
  for (const column of writableColumns(base, accessTo(target, actor.role, "update"))) {
    const [value] = bound.includes(column) ? [] : context.seeded.otherValues(base, column, null);
    if (value !== undefined) return { [column]: value };
  }
  return undefined;
}

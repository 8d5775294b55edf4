import { type Assignments, updateOf } from "./assignment.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { keyCondition } from "./conditions.js";
import { recordMissed, recordNothingThere } from "./missed.js";
import { plainAssignment } from "./plain-assignment.js";
import type { Steps } from "./steps.js";
import { writableColumns } from "./target.js";
import { type TargetRow, targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** Without a condition no row is read, so no policy for select applies. */
export const updateAll: TableAttack = {
  id: "update/all",
  command: "update",
  tries: "updates every row, without a condition",
  *attempts(visit) {
    const { context, target, actor } = visit;
    const targetRows = yield* targetRowsOf(context, target, actor, "update");
    const set = plainAssignment(visit);
    const keys = keyCondition(
      target,
      targetRows.map(({ row }) => row.row),
    );
    const text = updateOf(target, set, context.live ? (keys ?? "false") : undefined);
    const write: Write = { attack: updateAll, command: "update", attempt: { actor, statements: [text] } };
    const result = yield* tryWrite(context, target, write);
    const reached = yield* judgeWrite({ context, target, write }, result, Object.keys(set));
    const refused = result.error !== null && result.error !== "setup" && result.error.sqlstate === "42501";
    const left = targetRows.filter(({ row }) => !reached.includes(row));
    recordNothingThere({ context, target, write }, result, targetRows);
    if (result.error === null || refused)
      recordMissed(
        { context, target, write },
        result,
        left.filter(({ expected }) => !expected),
      );
    visit.updates = { targetRows, set, refused, left, refusedOwn: [] };
  },
};

/** With a condition, each row is tried alone. */
export const updateByKey: TableAttack = {
  id: "update/key",
  command: "update",
  tries: "updates each row by its key",
  applies: ({ context, target, actor }) =>
    actor.oddity === undefined && context.privileges(target, actor.role).has("update"),
  *attempts(visit) {
    const { updates } = visit;
    if (updates === undefined) return;
    const { left, set } = updates;
    const missed: TargetRow[] = [];
    for (const targetRow of left) {
      if (!(yield* reachByKey(visit, updateByKey, set, targetRow))) missed.push(targetRow);
    }
    updates.left = missed;
  },
};

/** The first column was refused; the role may be able to write another one: in all rows, or in one row if it must be unique. */
export const updateColumn: TableAttack = {
  id: "update/column",
  command: "update",
  tries: "updates each other column, if the first was refused",
  applies: ({ context, target, actor, updates }) =>
    actor.oddity === undefined &&
    context.privileges(target, actor.role).has("update") &&
    updates?.refused === true &&
    updates.left.length === updates.targetRows.length &&
    !context.live,
  *attempts(visit) {
    const { context, base, updates } = visit;
    const tried = Object.keys(updates?.set ?? {});
    for (const column of writableColumns(base, undefined).filter((name) => !tried.includes(name))) {
      for (const value of context.seeded.otherValues(base, column, null).slice(0, 3)) {
        if (!(yield* setColumn(visit, column, value))) break;
      }
    }
  },
};

/** Returns whether another value of the column should be tried. */
function* setColumn(visit: TableVisit, column: string, value: string): Steps<boolean> {
  const { context, target, actor, updates } = visit;
  const set = { [column]: value };
  const attempt = { actor, statements: [updateOf(target, set)] };
  const write: Write = { attack: updateColumn, command: "update", attempt };
  const result = yield* tryWrite(context, target, write);
  yield* judgeWrite({ context, target, write }, result, [column]);
  const { error } = result;
  if (error === null || error === "setup") return true;
  if (error.sqlstate === "42501") return false;
  for (const targetRow of updates?.targetRows ?? []) yield* reachByKey(visit, updateColumn, set, targetRow);
  return true;
}

function* reachByKey(
  { context, target, actor }: TableVisit,
  attack: TableAttack,
  set: Assignments,
  targetRow: TargetRow,
): Steps<boolean> {
  const only = keyCondition(target, [targetRow.row.row]);
  if (only === undefined) return false;
  const attempt = { actor, statements: [updateOf(target, set, only)] };
  const write: Write = { attack, command: "update", attempt };
  const result = yield* tryWrite(context, target, write);
  const reached = yield* judgeWrite({ context, target, write }, result, Object.keys(set));
  if (reached.includes(targetRow.row)) return true;
  recordMissed({ context, target, write }, result, [targetRow]);
  return false;
}

import { identifier } from "../sql/sql.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { clearingOf } from "./clearing.js";
import { keyCondition } from "./conditions.js";
import { recordMissed } from "./missed.js";
import type { Steps } from "./steps.js";
import type { TargetRow } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

export const deleteByKey: TableAttack = {
  id: "delete/key",
  command: "delete",
  tries: "deletes each row by its key",
  // On a live database, `delete/all` was not tried.
  applies: ({ context, target, actor }) =>
    actor.oddity === undefined && (context.live || context.privileges(target, actor.role).has("delete")),
  *attempts(visit) {
    const { deletes } = visit;
    if (deletes === undefined) return;
    for (const targetRow of deletes.targetRows.filter(({ row }) => !deletes.gone.includes(row)))
      yield* deleteRow(visit, targetRow);
  },
};

function* deleteRow(visit: TableVisit, targetRow: TargetRow): Steps<void> {
  const { context, target, actor } = visit;
  const only = keyCondition(target, [targetRow.row.row]);
  if (only === undefined) return;
  const name = identifier(target.relation.schema, target.relation.name).text;
  const attempt = { actor, statements: [`delete from ${name} where ${only}`] };
  const write: Write = { attack: deleteByKey, command: "delete", attempt };
  const result = yield* tryWrite(context, target, write);
  const reached = yield* judgeWrite({ context, target, write }, result);
  if (reached.includes(targetRow.row)) return;
  const sqlstate = result.error === null || result.error === "setup" ? undefined : result.error.sqlstate;
  const isHeld = sqlstate === "23503" || sqlstate === "23001";
  if (isHeld && !targetRow.expected) recordStopped(visit, write, targetRow, sqlstate);
  else if (!isHeld || !(yield* deleteCleared(visit, write, targetRow)))
    recordMissed({ context, target, write }, result, [targetRow]);
}

/** The same after all rows that refer to the row are deleted. Returns whether the row was deleted. */
function* deleteCleared(visit: TableVisit, held: Write, targetRow: TargetRow): Steps<boolean> {
  const { context, target, base } = visit;
  const setup = clearingOf(context, base, [targetRow.row.row]);
  if (setup.length === 0) return false;
  const write: Write = { ...held, attempt: { ...held.attempt, setup } };
  const result = yield* tryWrite(context, target, write);
  const reached = yield* judgeWrite({ context, target, write }, result);
  return reached.includes(targetRow.row);
}

/** A foreign key is checked after access. If only the key prevented the deletion, that is a leak. */
function recordStopped(visit: TableVisit, write: Write, targetRow: TargetRow, sqlstate: string): void {
  const { context, target } = visit;
  context.observed.record({
    object: target.object,
    actor: targetRow.actor,
    command: "delete",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    evidence: () => ({
      context,
      attack: write.attack,
      attempt: write.attempt,
      effect: { kind: "stopped by key", command: "delete", object: target.object },
      on: target,
      sqlstate,
    }),
  });
}

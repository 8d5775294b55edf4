import type { SeededRow } from "../seed/seeded.js";
import { identifier } from "../sql/sql.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { keyCondition } from "./conditions.js";
import { recordMissed, recordNothingThere } from "./missed.js";
import type { Steps } from "./steps.js";
import { type TargetRow, targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write, type WriteResult } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** All rows in one statement, without reading any. */
export const deleteAll: TableAttack = {
  id: "delete/all",
  command: "delete",
  tries: "deletes every row, without a condition",
  *attempts(visit) {
    const { context, target, actor } = visit;
    const targetRows = yield* targetRowsOf(context, target, actor, "delete");
    const isBlind = !context.live || actor.oddity !== undefined;
    const gone = isBlind ? yield* deleteBlindly(visit, targetRows) : [];
    visit.deletes = { targetRows, gone };
  },
};

function* deleteBlindly(visit: TableVisit, targetRows: readonly TargetRow[]): Steps<readonly SeededRow[]> {
  const { context, target, actor } = visit;
  const name = identifier(target.relation.schema, target.relation.name).text;
  const text = context.live ? liveDelete(name, visit, targetRows) : `delete from ${name}`;
  const write: Write = { attack: deleteAll, command: "delete", attempt: { actor, statements: [text] } };
  const result = yield* tryWrite(context, target, write);
  const reached = yield* judgeWrite({ context, target, write }, result);
  recordNothingThere({ context, target, write }, result, targetRows);
  const left = targetRows.filter(({ row }) => !reached.includes(row));
  const decided = isRefused(result) ? targetRows : left.filter((one) => isDecided(visit, result, one));
  recordMissed({ context, target, write }, result, decided);
  return reached;
}

function liveDelete(name: string, { target }: TableVisit, targetRows: readonly TargetRow[]): string {
  const rows = targetRows.map(({ row }) => row.row);
  return `delete from ${name} where ${keyCondition(target, rows) ?? "false"}`;
}

function isRefused({ error }: WriteResult): boolean {
  return error !== null && error !== "setup" && error.sqlstate === "42501";
}

/**
 * A delete by key may still reach a row that this statement did not delete, for instance if the trigger of another row failed.
 * Without a key, only this statement can reach the row.
 */
function isDecided({ target }: TableVisit, { error }: WriteResult, { row, expected }: TargetRow): boolean {
  return keyCondition(target, [row.row]) === undefined || (!expected && error === null);
}

import { attacker, victim } from "../seed/test-users.js";
import { identifier } from "../sql/sql.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { typedValue } from "./conditions.js";
import { isLetIn } from "./insert-placement.js";
import { insertAttempt, namedColumns, rowInsertFor, uniqueKeys } from "./new-row.js";
import { placingColumns } from "./placements.js";
import type { Steps } from "./steps.js";
import { keyColumns } from "./target.js";
import { targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judgeWrite } from "./written-rows.js";

/** The refusal shows that the value is taken. A trigger can do more. */
export const insertTaken: TableAttack = {
  id: "insert/taken",
  command: "insert",
  tries: "inserts a row of the actor's own with another user's unique value",
  applies: isLetIn,
  attempts: collide,
};

export const insertUpsert: TableAttack = {
  id: "insert/upsert",
  command: "insert",
  tries: "inserts over another user's key, and updates their row",
  applies: isLetIn,
  attempts: overwrite,
};

function* collide(visit: TableVisit): Steps<void> {
  const { context, target, base, actor } = visit;
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  const row = context.rowsOf(base).find((one) => one.person === victim)?.row;
  if (rowInsert === undefined || row === undefined) return;
  const owners = placingColumns(context, target, base);
  const primary = base.constraints.find(({ kind }) => kind === "primary key")?.columns;
  for (const key of uniqueKeys(base).filter((columns) => columns.join() !== primary?.join())) {
    if (key.some((column) => owners.includes(column))) continue;
    const taken = Object.fromEntries(key.map((column) => [column, typedValue(base.columns, column, row)]));
    const values = namedColumns(visit, {
      ...rowInsert,
      values: { ...rowInsert.values, ...taken },
    });
    const write: Write = { attack: insertTaken, command: "insert", attempt: insertAttempt(visit, values) };
    const result = yield* tryWrite(context, target, write);
    yield* judgeWrite({ context, target, write }, result, Object.keys(values.values));
    const isTaken = result.error !== null && result.error !== "setup" && result.error.sqlstate === "23505";
    if (isTaken && target.relation === base) {
      context.observed.note({ kind: "unique oracle", object: target.object, columns: key });
    }
  }
}

/** An insert with another user's key that updates on conflict. */
function* overwrite(visit: TableVisit): Steps<void> {
  const { context, target, base, actor } = visit;
  const key = keyColumns(base);
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker, 1);
  const targetRows = yield* targetRowsOf(context, target, actor, "update");
  if (rowInsert === undefined || key.length === 0) return;
  for (const targetRow of [
    targetRows.find(({ expected }) => !expected),
    targetRows.find(({ expected }) => expected),
  ]) {
    if (targetRow === undefined) continue;
    const keyValues = Object.fromEntries(
      key.map((column) => [column, typedValue(base.columns, column, targetRow.row.row)]),
    );
    const values = { ...namedColumns(visit, rowInsert).values, ...keyValues };
    const names = key.map((column) => identifier(target.columnName(column)).text).join(", ");
    const sets = Object.keys(rowInsert.values)
      .filter((column) => !key.includes(column))
      .map((column) => identifier(target.columnName(column)).text)
      .map((column) => `${column} = excluded.${column}`);
    if (sets.length === 0) continue;
    const tail = ` on conflict (${names}) do update set ${sets.join(", ")}`;
    const attempt = insertAttempt(visit, { setup: [], values }, tail);
    const write: Write = { attack: insertUpsert, command: "insert", attempt };
    const result = yield* tryWrite(context, target, write);
    yield* judgeWrite({ context, target, write }, result, Object.keys(rowInsert.values));
  }
}

import type { Relation } from "../catalog/facts.js";
import { attacker, victim } from "../seed/test-users.js";
import { identifier } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { insertion, namedColumns, rowInsertFor, uniqueKeys } from "./new-row.js";
import { placingColumns } from "./placements.js";
import type { Steps } from "./steps.js";
import { keyColumns, type Target } from "./target.js";
import { targetRowsOf } from "./target-rows.js";
import { tryWrite } from "./write.js";
import { judge } from "./written-rows.js";

/** A row of their own with another's unique value: the refusal tells that the value is taken, and a trigger may do more. */
export function* collide(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<void> {
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  const row = context.rowsOf(base).find((one) => one.person === victim)?.row;
  if (rowInsert === undefined || row === undefined) return;
  const owners = placingColumns(context, target, base);
  const primary = base.constraints.find(({ kind }) => kind === "primary key")?.columns;
  for (const key of uniqueKeys(base).filter((columns) => columns.join() !== primary?.join())) {
    if (key.some((column) => owners.includes(column))) continue;
    const taken = Object.fromEntries(key.map((column) => [column, typedValue(base.columns, column, row)]));
    const values = namedColumns(target, base, actor, {
      ...rowInsert,
      values: { ...rowInsert.values, ...taken },
    });
    const one = insertion(actor, "insert/taken", target, values);
    const effect = yield* tryWrite(context, target, one);
    yield* judge(context, target, one, effect, Object.keys(values.values));
    const isTaken = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "23505";
    if (isTaken && target.relation === base) {
      context.observed.note({
        id: "oracle/unique",
        object: target.object,
        message: `whoever inserts a row learns whether a value of ${key.map((column) => identifier(column).text).join(", ")} is taken`,
        why: "unique keys are checked past row level security, and the refusal (23505) tells it",
      });
    }
  }
}

/** An insert that meets another's key and then updates. */
export function* overwrite(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
): Steps<void> {
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
    const values = { ...namedColumns(target, base, actor, rowInsert).values, ...keyValues };
    const names = key.map((column) => identifier(target.columnName(column)).text).join(", ");
    const sets = Object.keys(rowInsert.values)
      .filter((column) => !key.includes(column))
      .map((column) => identifier(target.columnName(column)).text)
      .map((column) => `${column} = excluded.${column}`);
    if (sets.length === 0) continue;
    const tail = ` on conflict (${names}) do update set ${sets.join(", ")}`;
    const one = insertion(actor, "insert/upsert", target, { setup: [], values }, tail);
    const effect = yield* tryWrite(context, target, one);
    yield* judge(context, target, one, effect, Object.keys(rowInsert.values));
  }
}

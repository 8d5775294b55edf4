import type { Relation } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { attacker, victim } from "../cast.js";
import type { Scene } from "../scene.js";
import { keyColumns, type Target } from "../target.js";
import { aimsOf } from "./aims.js";
import { typedValue } from "./conditions.js";
import { judge } from "./judge.js";
import { placingColumns } from "./placements.js";
import { insertion, namedColumns, sowingFor, uniqueKeys } from "./sowing.js";
import { tryWrite } from "./write.js";

/** A row of their own with another's unique value: the refusal tells that the value is taken, and a trigger may do more. */
export async function collide(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  const row = scene.rowsOf(base).find((one) => one.person === victim)?.row;
  if (sowing === undefined || row === undefined) return;
  const owners = placingColumns(scene, target, base);
  const primary = base.constraints.find(({ kind }) => kind === "primary key")?.columns;
  for (const key of uniqueKeys(base).filter((columns) => columns.join() !== primary?.join())) {
    if (key.some((column) => owners.includes(column))) continue;
    const taken = Object.fromEntries(key.map((column) => [column, typedValue(base.columns, column, row)]));
    const values = namedColumns(target, base, caller, { ...sowing, values: { ...sowing.values, ...taken } });
    const one = insertion(caller, "insert/taken", target, values);
    const effect = await tryWrite(scene, target, one);
    await judge(scene, target, one, effect, Object.keys(values.values));
    const isTaken = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "23505";
    if (isTaken && target.relation === base) {
      scene.ledger.note({
        id: "oracle/unique",
        object: target.object,
        message: `whoever inserts a row learns whether a value of ${key.map((column) => identifier(column).text).join(", ")} is taken`,
        why: "unique keys are checked past row level security, and the refusal (23505) tells it",
      });
    }
  }
}

/** An insert that meets another's key and then updates. */
export async function overwrite(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const key = keyColumns(base);
  const sowing = sowingFor(scene, base, caller.person ?? attacker, 1);
  const aims = await aimsOf(scene, target, caller, "update");
  if (sowing === undefined || key.length === 0) return;
  for (const aim of [aims.find(({ expected }) => !expected), aims.find(({ expected }) => expected)]) {
    if (aim === undefined) continue;
    const keyValues = Object.fromEntries(
      key.map((column) => [column, typedValue(base.columns, column, aim.row.row)]),
    );
    const values = { ...namedColumns(target, base, caller, sowing).values, ...keyValues };
    const names = key.map((column) => identifier(target.columnName(column)).text).join(", ");
    const sets = Object.keys(sowing.values)
      .filter((column) => !key.includes(column))
      .map((column) => identifier(target.columnName(column)).text)
      .map((column) => `${column} = excluded.${column}`);
    if (sets.length === 0) continue;
    const tail = ` on conflict (${names}) do update set ${sets.join(", ")}`;
    const one = insertion(caller, "insert/upsert", target, { setup: [], values }, tail);
    const effect = await tryWrite(scene, target, one);
    await judge(scene, target, one, effect, Object.keys(sowing.values));
  }
}

import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { attackByTrigger } from "./creation.js";
import { attackByDelete } from "./delete.js";
import { attackByInsert } from "./insert.js";
import { attackByKeyAction } from "./key-action.js";
import { attackBySelect } from "./select.js";
import { attackUnnamedView } from "./unnamed-view.js";
import { attackByUpdate } from "./update.js";

/** Everything that one caller tries on one relation. */
export async function attackRelation(scene: Scene, target: Target, caller: Caller): Promise<void> {
  // What the contract does not name is the service's business too.
  if (target.standing === "unnamed" && caller.role === "service_role") return;
  if (caller.oddity !== undefined) {
    await attackOddly(scene, target, caller);
    return;
  }
  await attackBySelect(scene, target, caller);
  if (target.relation.kind === "materialized view") return;
  if (target.base === undefined) {
    await attackUnnamedView(scene, target, caller);
    return;
  }
  await attackByInsert(scene, target, caller);
  await attackByUpdate(scene, target, caller);
  await attackByDelete(scene, target, caller);
  await attackByTrigger(scene, target, caller);
  if (target.standing === "named" && caller.actors.own === "owner")
    await attackByKeyAction(scene, target, caller);
}

/**
 * Odd claims can open only what the role has a privilege for. They meet the table of a view of the contract under the table's
 * own name.
 */
async function attackOddly(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { base, relation } = target;
  const may = scene.privileges(target, caller.role);
  if (may.has("select")) await attackBySelect(scene, target, caller);
  if (base === undefined || keyOf(base) !== keyOf(relation)) return;
  if (may.has("insert")) await attackByInsert(scene, target, caller);
  if (may.has("update")) await attackByUpdate(scene, target, caller);
  if (may.has("delete")) await attackByDelete(scene, target, caller);
}

import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import { keyOf, type Target } from "../target.js";
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
  await attackBySelect(scene, target, caller);
  // Odd claims meet a view's table under the table's own name.
  if (
    caller.oddity !== undefined &&
    target.base !== undefined &&
    keyOf(target.base) !== keyOf(target.relation)
  )
    return;
  if (target.relation.kind === "materialized view") return;
  if (target.base === undefined) {
    await attackUnnamedView(scene, target, caller);
    return;
  }
  await attackByInsert(scene, target, caller);
  await attackByUpdate(scene, target, caller);
  await attackByDelete(scene, target, caller);
  if (target.standing === "named" && caller.actors.own === "owner")
    await attackByKeyAction(scene, target, caller);
}

import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import { attackByTrigger } from "./creation.js";
import { attackByDelete } from "./delete.js";
import { attackByInsert } from "./insert.js";
import { attackByKeyAction } from "./key-action.js";
import { attackBySelect } from "./select.js";
import type { Target } from "./target.js";
import { attackUnnamedView } from "./unnamed-view.js";
import { attackByUpdate } from "./update.js";

/** Everything that one actor tries on one relation. */
export async function attackRelation(context: AttackContext, target: Target, actor: Actor): Promise<void> {
  // What the contract does not name is the service's business too.
  if (target.standing === "unnamed" && actor.role === "service_role") return;
  if (actor.oddity !== undefined) {
    await attackOddly(context, target, actor);
    return;
  }
  await attackBySelect(context, target, actor);
  if (target.relation.kind === "materialized view") return;
  if (target.base === undefined) {
    await attackUnnamedView(context, target, actor);
    return;
  }
  await attackByInsert(context, target, actor);
  await attackByUpdate(context, target, actor);
  await attackByDelete(context, target, actor);
  await attackByTrigger(context, target, actor);
  if (target.standing === "named" && actor.standsFor.own === "owner")
    await attackByKeyAction(context, target, actor);
}

/**
 * Odd claims can open only what the role has a privilege for. They meet the table of a view of the contract under the table's
 * own name.
 */
async function attackOddly(context: AttackContext, target: Target, actor: Actor): Promise<void> {
  const { base, relation } = target;
  const may = context.privileges(target, actor.role);
  if (may.has("select")) await attackBySelect(context, target, actor);
  if (base === undefined || keyOf(base) !== keyOf(relation)) return;
  if (may.has("insert")) await attackByInsert(context, target, actor);
  if (may.has("update")) await attackByUpdate(context, target, actor);
  if (may.has("delete")) await attackByDelete(context, target, actor);
}

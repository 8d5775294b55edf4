import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import { attackByTrigger } from "./creation.js";
import { attackByDelete } from "./delete.js";
import { attackByInsert } from "./insert.js";
import { attackByKeyAction } from "./key-action.js";
import { attackBySelect } from "./select.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import { attackUnnamedView } from "./unnamed-view.js";
import { attackByUpdate } from "./update.js";

/** Everything that one actor tries on one relation. */
export function* attackRelation(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  // What the contract does not name is the service's business too.
  if (target.standing === "unnamed" && actor.role === "service_role") return;
  if (actor.oddity !== undefined) {
    yield* attackOddly(context, target, actor);
    return;
  }
  yield* attackBySelect(context, target, actor);
  if (target.relation.kind === "materialized view") return;
  if (target.base === undefined) {
    yield* attackUnnamedView(context, target, actor);
    return;
  }
  yield* attackByInsert(context, target, actor);
  yield* attackByUpdate(context, target, actor);
  yield* attackByDelete(context, target, actor);
  yield* attackByTrigger(context, target, actor);
  if (target.standing === "named" && actor.standsFor.own === "owner")
    yield* attackByKeyAction(context, target, actor);
}

/**
 * Odd claims can open only what the role has a privilege for. They meet the table of a view of the contract under the table's
 * own name.
 */
function* attackOddly(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const { base, relation } = target;
  const may = context.privileges(target, actor.role);
  if (may.has("select")) yield* attackBySelect(context, target, actor);
  if (base === undefined || keyOf(base) !== keyOf(relation)) return;
  if (may.has("insert")) yield* attackByInsert(context, target, actor);
  if (may.has("update")) yield* attackByUpdate(context, target, actor);
  if (may.has("delete")) yield* attackByDelete(context, target, actor);
}

import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import { relationAttacks } from "./attacks.js";
import type { AttackContext } from "./context.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";

/** Everything that one actor tries on one relation. */
export function* attackRelation(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  // The service role may do anything with relations that the contract does not name.
  if (target.standing === "unnamed" && actor.role === "service_role") return;
  yield* tryEach(relationAttacks, visitOf(context, target, actor));
}

/** A visit without findings. */
export function visitOf(context: AttackContext, target: Target, actor: Actor): RelationVisit {
  const inserts = { refused: false, own: false, unmade: [] };
  return { context, target, actor, inserts, ...(target.base === undefined ? {} : { base: target.base }) };
}

/** Tries the attacks that apply to one relation, in order. */
export function* tryEach(attacks: readonly RelationAttack[], visit: RelationVisit): Steps<void> {
  for (const attack of attacks) {
    if (isPossible(visit, attack) && attack.applies?.(visit) !== false) yield* attack.attempts(visit);
  }
}

/**
 * The rules for all attacks. A materialized view cannot be written. Actors with odd claims try only commands that
 * the role has a privilege for, and they write to a table only under its own name, not through its views.
 */
function isPossible({ context, target, actor }: RelationVisit, { command }: RelationAttack): boolean {
  const { base, relation } = target;
  const isRead = command === "select";
  if (relation.kind === "materialized view" && !isRead) return false;
  if (actor.oddity === undefined) return true;
  if (!isRead && (base === undefined || keyOf(base) !== keyOf(relation))) return false;
  const may: ReadonlySet<string> = context.privileges(target, actor.role);
  return may.has(command);
}

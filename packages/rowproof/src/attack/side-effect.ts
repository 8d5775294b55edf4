import type { Relation } from "../catalog/facts.js";
import type { Command } from "../contract/contract.js";
import { keyOf } from "../sql/relation-key.js";
import type { AttackContext } from "./context.js";
import { accessTo, type Target } from "./target.js";

/** Whether a security definer trigger or a rule, which the contract does not name, may write elsewhere with other privileges. */
export function isLoud(context: AttackContext, base: Relation | undefined): boolean {
  const { catalog } = context;
  const named = namedRoutines(context);
  const definers = new Set(
    [...catalog.routines, ...catalog.external.triggerRoutines]
      .filter(({ securityDefiner }) => securityDefiner)
      .map(keyOf),
  );
  const unread = base?.triggers.some(
    ({ routine }) => definers.has(keyOf(routine)) && !named.has(routine.name),
  );
  return unread === true || catalog.unread.some(({ kind }) => kind === "rule");
}

/** Whether the contract names a function that a trigger of the table runs. */
export function isRead(context: AttackContext, base: Relation | undefined): boolean {
  const named = namedRoutines(context);
  return base?.triggers.some(({ routine }) => named.has(routine.name)) === true;
}

/**
 * Whether the action of a foreign key on rows under a parent breaks the contract. It does if the contract allows the command on
 * them to no role, or requires a parent of the same owner. Otherwise it is often intended: comments are deleted with their
 * article.
 */
export function isKeyAgainst(child: Target, parent: Target, role: string, command: Command): boolean {
  const rules = (["insert", "update"] as const).map((one) => accessTo(child, role, one)?.rows);
  const isWithin = rules.some((rule) => rule?.kind === "own" && rule.within === parent.table?.key);
  return isWithin || (accessTo(child, role, command)?.rows.kind ?? "none") === "none";
}

function namedRoutines({ contract }: AttackContext): ReadonlySet<string | undefined> {
  return new Set([...contract.routines, ...contract.triggerRoutines].map(({ name }) => name));
}

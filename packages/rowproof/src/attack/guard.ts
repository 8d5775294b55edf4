import type { Relation } from "../catalog/facts.js";
import type { AttackContext } from "./context.js";

/**
 * Whether a trigger or a policy may compare a column that can be null. A comparison with null is neither true nor false, so a
 * check for a difference does not refuse it.
 */
export function isGuarded(
  context: AttackContext,
  base: Relation,
  column: string,
  event: "insert" | "update",
): boolean {
  const found = base.columns.find(({ name }) => name === column);
  if (found === undefined || found.notNull) return false;
  const isSpoken = () =>
    new RegExp(`\\b${column.replaceAll(/\W/g, ".")}\\b`).test(context.mentions.textOf(base));
  return base.triggers.some(({ events }) => events.includes(event)) || isSpoken();
}

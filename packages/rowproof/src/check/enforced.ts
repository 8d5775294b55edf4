import type { Constraint } from "../catalog/facts.js";

/** From 18 on a constraint may be there and hold for nothing (PostgreSQL documentation, "CREATE TABLE"). */
export function isEnforced(constraint: Constraint): boolean {
  return !/ NOT ENFORCED\b/.test(constraint.definition);
}

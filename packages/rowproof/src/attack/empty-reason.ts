import { keyOf } from "../sql/relation-key.js";
import type { AttackContext } from "./context.js";
import type { Target } from "./target.js";

/** Why there is no row to try under a relation's name. */
export function emptyReason(context: AttackContext, { base, relation }: Target): string {
  const on = base ?? relation;
  const failed = context.seeded.unseeded.find(({ table }) => keyOf(table) === keyOf(on));
  if (failed === undefined) return "no made-up row can be seen through it";
  return `no row could be seeded: ${failed.why}`;
}

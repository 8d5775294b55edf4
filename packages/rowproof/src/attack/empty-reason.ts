import { keyOf } from "../sql/relation-key.js";
import type { AttackContext } from "./context.js";
import type { Target } from "./target.js";

/** Why a relation shows no row to try. */
export function emptyReason(context: AttackContext, { base, relation }: Target): string {
  const on = base ?? relation;
  const failed = context.seeded.unseeded.find(({ table }) => keyOf(table) === keyOf(on));
  if (failed === undefined) return "it shows no made-up row";
  return `no row could be seeded: ${failed.why}`;
}

import type { RoutineEffect } from "../../attack/effects/routine.js";
import type { Evidence } from "../../attack/evidence.js";
import { identifier } from "../../sql/sql.js";
import { type BreachWords, nameOfActor } from "./breach-words.js";

/** What calling a routine does. */
export function routineWords({ attempt: { actor } }: Evidence, { expected }: RoutineEffect): BreachWords {
  const role = identifier(actor.role).text;
  return {
    what: `${nameOfActor(actor)} ${expected ? "cannot" : "can"} execute it`,
    why: expected ? "the contract allows it; the privilege is missing" : "the contract does not allow it",
    fix: expected ? `grant execute to ${role};` : `revoke execute from public, ${role};`,
  };
}

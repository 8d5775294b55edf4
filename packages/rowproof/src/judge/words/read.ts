import type { ReadEffect } from "../../attack/effects/read.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import { type BreachWords, nameOfActor } from "./breach-words.js";
import { causeOf } from "./cause.js";

/** What an actor can read, or cannot. */
export function readWords(evidence: Evidence, effect: ReadEffect): BreachWords {
  const actor = nameOfActor(evidence.attempt.actor);
  return {
    what: `${actor} can count rows of ${objectOf(effect.object)} that they may not select`,
    ...causeOf(evidence),
  };
}

import type { ReadEffect } from "../../attack/effects/read.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";
import { causeOf } from "./cause.js";

/** What an actor can read, or cannot. */
export function readWords(evidence: Evidence, effect: ReadEffect): BreachWords {
  const actor = nameOfActor(actorIn(evidence));
  return {
    what: `${actor} can count rows of ${objectOf(effect.object)} that they may not select`,
    ...causeOf(evidence),
  };
}

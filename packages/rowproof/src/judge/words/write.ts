import type { WriteEffect } from "../../attack/effects/write.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import { actorIn, type BreachWords, nameOfActor } from "./breach-words.js";
import { causeOf } from "./cause.js";

/** What an actor can write, or cannot. */
export function writeWords(evidence: Evidence, effect: WriteEffect): BreachWords {
  const actor = nameOfActor(actorIn(evidence));
  return {
    what: `${actor} can truncate ${objectOf(effect.object)}: every row is gone`,
    ...causeOf(evidence),
  };
}

import type { Evidence } from "../../attack/evidence.js";
import type { BreachWords } from "./breach-words.js";
import { databaseWords } from "./database.js";
import { readWords } from "./read.js";
import { routineWords } from "./routine.js";
import { schemaWords } from "./schema.js";
import { writeWords } from "./write.js";

/** The texts of a breach, from its evidence. */
export function wordsFor(evidence: Evidence): BreachWords {
  const { effect } = evidence;
  switch (effect.kind) {
    case "sequence":
    case "create":
      return schemaWords(evidence, effect);
    case "erase":
      return databaseWords(evidence, effect);
    case "call":
    case "execute":
      return routineWords(evidence, effect);
    case "read":
      return readWords(evidence, effect);
    default:
      return writeWords(evidence, effect);
  }
}

import type { Evidence } from "../../attack/evidence.js";
import { explain } from "../diagnosis.js";
import { actorIn, type BreachWords } from "./breach-words.js";

/** The cause and the fix, from the grants and policies of the attacked relation. */
export function causeOf(evidence: Evidence): Pick<BreachWords, "why" | "fix"> {
  const { on, attack } = evidence;
  if (on === undefined || !("relation" in on))
    throw new TypeError("the cause of a relation's access needs the relation");
  return explain(on, actorIn(evidence), attack.command);
}

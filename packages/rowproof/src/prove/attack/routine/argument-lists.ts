import type { Routine } from "../../../catalog/facts.js";
import type { Caller } from "../../caller.js";
import type { Scene } from "../../scene.js";
import { combine } from "./combination.js";
import { knowledgeOf } from "./knowledge.js";
import { poolFor } from "./pool.js";
import type { Signature } from "./signature.js";

/** How many lists of arguments are tried with one routine. */
const most = 44;

/** Lists of arguments, as SQL: the victim's ids and keys first, nulls, their own, and the words that the body speaks of. */
export function argumentLists(
  scene: Scene,
  routine: Routine,
  { parameters }: Signature,
  caller: Caller,
): readonly (readonly string[])[] {
  if (parameters.length === 0) return [[]];
  const knowledge = knowledgeOf(scene, routine, caller);
  return combine(
    parameters.map((parameter) => poolFor(knowledge, parameter)),
    most,
  );
}

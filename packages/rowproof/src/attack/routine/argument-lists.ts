import type { Routine } from "../../catalog/facts.js";
import type { Actor } from "../actor.js";
import type { AttackContext } from "../context.js";
import { combine } from "./combination.js";
import { knowledgeOf } from "./knowledge.js";
import { poolFor } from "./pool.js";
import type { Signature } from "./signature.js";

/** At most this many lists of arguments are tried with one routine. */
const most = 44;

/** Lists of arguments, as SQL: the victim's ids and keys first, nulls, their own, and the literals in the body. */
export function argumentLists(
  context: AttackContext,
  routine: Routine,
  { parameters }: Signature,
  actor: Actor,
): readonly (readonly string[])[] {
  if (parameters.length === 0) return [[]];
  const knowledge = knowledgeOf(context, routine, actor);
  return combine(
    parameters.map((parameter) => poolFor(knowledge, parameter)),
    most,
  );
}

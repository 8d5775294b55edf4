import type { Routine } from "../catalog/facts.js";
import type { Actor } from "./actor.js";
import { routineAttacks } from "./attacks.js";
import type { AttackContext } from "./context.js";
import { argumentLists } from "./routine/argument-lists.js";
import { callWith } from "./routine/calls.js";
import { declarationOf } from "./routine/declaration.js";
import { recordExecution, recordOpen } from "./routine/execution.js";
import { signatureOf } from "./routine/signature.js";
import type { Steps } from "./steps.js";

/** The routines that a request can name. Only a trigger can run a trigger function. */
export function routinesOf({
  catalog,
  exposed,
}: Pick<AttackContext, "catalog" | "exposed">): readonly Routine[] {
  const callable = catalog.routines.filter(
    ({ schema, extension, returns, kind }) =>
      exposed.includes(schema) &&
      extension === null &&
      returns !== "trigger" &&
      returns !== "event_trigger" &&
      (kind === "function" || kind === "procedure"),
  );
  return callable.toSorted((left, right) => Number(right.securityDefiner) - Number(left.securityDefiner));
}

/** At most this many lists of arguments are tried with odd claims. */
const few = 6;

/** Calls a routine as each actor with many arguments, and examines what it shows and changes. */
export function* attackRoutine(
  context: AttackContext,
  routine: Routine,
  actors: readonly Actor[],
): Steps<void> {
  const declaration = declarationOf(context, routine);
  const signature = yield* signatureOf(context, routine);
  if (signature === undefined) {
    for (const actor of actors)
      recordOpen(context, routine, actor, "the server has no routine of this signature");
    return;
  }
  const known = { context, routine, declaration, signature };
  const slow = new Set<string>();
  let late = false;
  for (const actor of actors) {
    const tried = actor.role !== "service_role" && signature.executableBy.includes(actor.role);
    if (tried && !late) {
      const lists = argumentLists(context, routine, signature, actor);
      const some = actor.oddity === undefined ? lists : lists.slice(0, few);
      late = yield* callWith(known, { actor, lists: some, slow, attacks: routineAttacks });
    }
    // What a call shows is a better breach than the privilege alone.
    recordExecution(known, actor);
    // If a routine is slow for one actor, it is not called again for the next.
    if (tried && late)
      recordOpen(context, routine, actor, "its calls ran out of time, so not all arguments were tried");
  }
}

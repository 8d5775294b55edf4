import type { Routine } from "../catalog/facts.js";
import { type Actor, isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import { argumentLists } from "./routine/argument-lists.js";
import { actorNameOf, executionBreach, provedRoutine } from "./routine/breach.js";
import { callOf, callWith, type Slow } from "./routine/calls.js";
import { type Declaration, declarationOf } from "./routine/declaration.js";
import { type Signature, signatureOf } from "./routine/signature.js";
import type { Steps } from "./steps.js";

/** The routines that a request can name. A trigger's function runs by its trigger alone. */
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

/** How many lists of arguments claims are tried with that no honest request has. */
const few = 6;

/** Calls a routine as each actor with many arguments, and looks at what it shows and changes. */
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
  const slow: Slow = new Set();
  let late = false;
  for (const actor of actors) {
    const tried = actor.role !== "service_role" && signature.executableBy.includes(actor.role);
    if (tried && !late) {
      const lists = argumentLists(context, routine, signature, actor);
      const some = actor.oddity === undefined ? lists : lists.slice(0, few);
      late = yield* callWith(context, routine, actor, declaration, some, slow);
    }
    // What a call shows is plainer than that it can be made.
    recordExecution(context, routine, actor, declaration, signature);
    // What takes its time with one actor is not waited for with the next.
    if (tried && late)
      recordOpen(context, routine, actor, "its calls ran out of time, so not all arguments were tried");
  }
}

/** Whether the actor may execute it at all. Beyond that nothing is withheld from the service. */
function recordExecution(
  context: AttackContext,
  routine: Routine,
  actor: Actor,
  { execute }: Declaration,
  { executableBy, parameters }: Signature,
): void {
  const expected = execute.some((role) => role === actor.role);
  if (!isPlain(actor) || (actor.role === "service_role" && !expected)) return;
  const may = executableBy.includes(actor.role);
  const nulls = parameters.map(({ type }) => `null::${type}`);
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(actor),
    command: "execute",
    subject: "execute",
    expected,
    result: may ? "reached" : "missed",
    said: may ? undefined : "42501",
    breach: () => executionBreach(routine, actor, callOf(routine, nulls), expected),
  });
}

/** What was not tried is not said to be kept. */
function recordOpen(context: AttackContext, routine: Routine, actor: Actor, said: string): void {
  context.observed.record({
    object: provedRoutine(routine),
    actor: actorNameOf(actor),
    command: "execute",
    subject: "its calls",
    expected: false,
    result: "undecided",
    said,
  });
}

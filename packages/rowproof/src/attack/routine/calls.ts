import type { Actor } from "../actor.js";
import { isPlain } from "../actor.js";
import type { RoutineAttack } from "../attack.js";
import { type Steps, send } from "../steps.js";
import { callOf } from "./call-text.js";
import { changedTables } from "./changed-tables.js";
import type { KnownRoutine } from "./execution.js";
import { watchQueries } from "./watched.js";

/** With how many lists of arguments a routine may run out of time before the rest is left out. */
const patience = 2;

/** How many more calls are made to compare answers with those that other rows give. */
const comparisons = 20;

/** The calls to make as one actor. */
export interface CallPlan {
  readonly actor: Actor;
  readonly lists: readonly (readonly string[])[];
  /** Calls that ran out of time: no actor waits for them again. */
  readonly slow: Set<string>;
  readonly attacks: readonly RoutineAttack[];
}

/**
 * Calls a routine with each list of arguments, and looks at what it shows and changes.
 * @returns whether it ran out of time: with a second list, or with all that there are.
 */
export function* callWith(known: KnownRoutine, plan: CallPlan): Steps<boolean> {
  const { actor, lists, slow } = plan;
  const budget = { calls: isPlain(actor) ? comparisons : 0 };
  let done = 0;
  for (const list of lists) {
    const call = callOf(known.routine, list);
    if (slow.has(call)) continue;
    if (yield* makeCall(known, plan, call, budget)) done += 1;
    else slow.add(call);
    if (slow.size >= patience) return true;
  }
  return done === 0 && slow.size > 0;
}

/** Returns whether the call came to an end. */
function* makeCall(
  { context, routine, declaration }: KnownRoutine,
  { actor, attacks }: CallPlan,
  statement: string,
  budget: { calls: number },
): Steps<boolean> {
  const attempt = { actor, statements: [statement] };
  const outcome = yield* send({ ...attempt, inspect: watchQueries(context, routine) });
  if (outcome === "setup") return true;
  const written = outcome.error === null ? context.watch.written(outcome.inspected.flat()) : [];
  const changed = yield* changedTables(context, routine, declaration, written);
  const call = { context, routine, declaration, attempt, outcome, written, changed, budget };
  for (const { examine } of attacks) yield* examine(call);
  return outcome.error?.sqlstate !== "57014";
}

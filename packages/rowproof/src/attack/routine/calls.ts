import type { Actor } from "../actor.js";
import { isPlain } from "../actor.js";
import type { RoutineAttack } from "../attack.js";
import { type Steps, send } from "../steps.js";
import { callOf } from "./call-text.js";
import { changedTables } from "./changed-tables.js";
import type { KnownRoutine } from "./execution.js";
import { watchQueries } from "./watched.js";

/** After this many timeouts of a routine, its other lists of arguments are skipped. */
const patience = 2;

/** At most this many extra calls are made to compare results with those for other rows. */
const comparisons = 20;

/** The calls to make as one actor. */
export interface CallPlan {
  readonly actor: Actor;
  readonly lists: readonly (readonly string[])[];
  /** Calls that timed out. They are not made again as another actor. */
  readonly slow: Set<string>;
  readonly attacks: readonly RoutineAttack[];
}

/**
 * Calls a routine with each list of arguments, and examines what it shows and changes.
 * @returns whether it timed out: with a second list, or with every list
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

/** Returns whether the call ended without a timeout. */
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

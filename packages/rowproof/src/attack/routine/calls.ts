import type { Routine } from "../../catalog/facts.js";
import { objectOf } from "../../sql/object-name.js";
import { identifier } from "../../sql/sql.js";
import { type Actor, isPlain } from "../actor.js";
import type { AttackContext } from "../context.js";
import { openedBy } from "../read-after-own-write.js";
import { readOf } from "../reads.js";
import type { Attempt } from "../session.js";
import { type Steps, send } from "../steps.js";
import { judgeAnswer } from "./answer.js";
import { recordBreach } from "./breach.js";
import { judgeChanges } from "./changes.js";
import { compareAnswers } from "./comparison.js";
import type { Declaration } from "./declaration.js";
import { watchQueries } from "./watched.js";

/** With how many lists of arguments a routine may run out of time before the rest is left. */
const patience = 2;

/** How many more calls are made to compare answers with those that other rows give. */
const comparisons = 20;

/** The lists of arguments with which a routine ran out of time: no actor waits for them again. */
export type Slow = Set<string>;

export function callOf({ schema, name, kind }: Routine, list: readonly string[]): string {
  const called = `${identifier(schema, name).text}(${list.join(", ")})`;
  return kind === "procedure" ? `call ${called}` : `select ${called}`;
}

/**
 * Calls a routine with each list of arguments, and looks at what it shows and changes.
 * @returns whether it ran out of time: with a second list, or with all that there are.
 */
export function* callWith(
  context: AttackContext,
  routine: Routine,
  actor: Actor,
  declaration: Declaration,
  lists: readonly (readonly string[])[],
  slow: Slow,
): Steps<boolean> {
  const budget = { calls: isPlain(actor) ? comparisons : 0 };
  let done = 0;
  for (const list of lists) {
    const call = callOf(routine, list);
    if (slow.has(call)) continue;
    const attempt: Attempt = { actor, statements: [call] };
    if (yield* tryCall(context, routine, attempt, declaration, budget)) done += 1;
    else slow.add(call);
    if (slow.size >= patience) return true;
  }
  return done === 0 && slow.size > 0;
}

/** Returns whether the call came to an end. */
function* tryCall(
  context: AttackContext,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  budget: { calls: number },
): Steps<boolean> {
  const outcome = yield* send({ ...attempt, inspect: watchQueries(context, routine) });
  if (outcome === "setup") return true;
  const written = outcome.error === null ? context.watch.written(outcome.inspected.flat()) : [];
  yield* judgeChanges(context, routine, attempt, declaration, written);
  yield* judgeAnswer(context, routine, attempt, declaration, outcome);
  if (written.length === 0) {
    yield* compareAnswers(context, routine, attempt, declaration, outcome, budget);
  } else if (attempt.actor.person !== null) {
    yield* judgeOpened(context, routine, attempt, written);
  }
  return outcome.error?.sqlstate !== "57014";
}

/** What the actor gets to see by what the call has written. */
function* judgeOpened(
  context: AttackContext,
  routine: Routine,
  attempt: Attempt,
  written: ReturnType<AttackContext["watch"]["written"]>,
): Steps<void> {
  for (const { target, row } of yield* openedBy(context, attempt, written)) {
    const statements = [...attempt.statements, readOf(target)];
    recordBreach(
      context,
      routine,
      { ...attempt, statements },
      {
        attack: "execute/after-own-write",
        subject: "opens",
        what: `opens another user's row of ${objectOf({ ...row.table, kind: "table" })}`,
        table: row.table,
      },
    );
  }
}

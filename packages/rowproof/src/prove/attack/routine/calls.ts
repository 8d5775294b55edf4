import type { Routine } from "../../../catalog/facts.js";
import { identifier } from "../../../sql/sql.js";
import { nameOf } from "../../breach.js";
import type { Caller } from "../../caller.js";
import type { Scene } from "../../scene.js";
import type { Attempt } from "../../session.js";
import { openedBy, readOf } from "../second-round.js";
import { judgeAnswer } from "./answer.js";
import { recordBreach } from "./breach.js";
import { judgeChanges } from "./changes.js";
import { compareAnswers } from "./comparison.js";
import type { Declaration } from "./declaration.js";

/** How many calls may run out of time before the rest is left, where others came to an end. */
const patience = 2;

/** How many answers are compared with those that other rows give. */
const comparisons = 4;

export function callOf({ schema, name, kind }: Routine, list: readonly string[]): string {
  const called = `${identifier(schema, name).text}(${list.join(", ")})`;
  return kind === "procedure" ? `call ${called}` : `select ${called}`;
}

/** What became of one call. */
type Ended = "done" | "late" | "setup";

/**
 * Calls a routine with each list of arguments, and looks at what it shows and changes.
 * @returns whether it ran out of time: at once where no call came to an end, else by the second that does.
 */
export async function callWith(
  scene: Scene,
  routine: Routine,
  caller: Caller,
  declaration: Declaration,
  lists: readonly (readonly string[])[],
): Promise<boolean> {
  const counts = { late: 0, done: 0, compared: 0 };
  for (const list of lists) {
    const attempt: Attempt = { caller, statements: [callOf(routine, list)] };
    const ended = await tryCall(scene, routine, attempt, declaration, counts);
    if (ended === "setup") return false;
    counts[ended] += 1;
    if (counts.late >= patience || (counts.late > 0 && counts.done === 0)) return true;
  }
  return counts.late > 0;
}

async function tryCall(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  counts: { compared: number },
): Promise<Ended> {
  const outcome = await scene.session.attempt({ ...attempt, inspect: [scene.watch.query()] });
  if (outcome === "setup") return "setup";
  const written = outcome.error === null ? scene.watch.written(outcome.inspected[0] ?? []) : [];
  await judgeChanges(scene, routine, attempt, declaration, written);
  const shows = await judgeAnswer(scene, routine, attempt, declaration, outcome);
  if (written.length > 0 && attempt.caller.person !== null) {
    await judgeOpened(scene, routine, attempt, written);
  }
  if (
    !shows &&
    written.length === 0 &&
    attempt.caller.oddity === undefined &&
    counts.compared < comparisons
  ) {
    const compared = await compareAnswers(scene, routine, attempt, declaration, outcome);
    if (compared) counts.compared = comparisons;
  }
  return outcome.error?.sqlstate === "57014" ? "late" : "done";
}

/** What the caller gets to see by what the call has written. */
async function judgeOpened(
  scene: Scene,
  routine: Routine,
  attempt: Attempt,
  written: ReturnType<Scene["watch"]["written"]>,
): Promise<void> {
  for (const { target, row } of await openedBy(scene, attempt, written)) {
    const statements = [...attempt.statements, readOf(target)];
    recordBreach(
      scene,
      routine,
      { ...attempt, statements },
      {
        attack: "execute/second-round",
        subject: "opens",
        what: `opens another user's row of ${nameOf({ ...row.table, kind: "table" })}`,
        table: row.table,
      },
    );
  }
}

import type { Routine } from "../../catalog/facts.js";
import type { SeededRow } from "../../seed/seeded.js";
import { objectOf } from "../../sql/object-name.js";
import type { AttackContext } from "../context.js";
import { spilt } from "../leaked-rows.js";
import type { Attempt, Outcome } from "../session.js";
import type { Steps } from "../steps.js";
import { recordBreach } from "./breach.js";
import { type Declaration, isReached } from "./declaration.js";

/** Looks for others' rows in what a call returns, or says in its error. */
export function* judgeAnswer(
  context: AttackContext,
  routine: Routine,
  attempt: Attempt,
  declaration: Declaration,
  outcome: Outcome,
): Steps<void> {
  const isMeant = ({ table }: SeededRow) => isReached(context, declaration, table);
  const [row] = yield* spilt(context, attempt.actor, attempt.statements, outcome, isMeant);
  if (row === undefined) return;
  const by = outcome.error === null ? "returns" : `quotes in its error (${outcome.error.sqlstate})`;
  recordBreach(context, routine, attempt, {
    attack: "execute/answer",
    subject: "shows",
    what: `${by} another user's row of ${objectOf({ ...row.table, kind: "table" })}`,
    table: row.table,
    error: outcome.error,
  });
}

import { isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { FailedWrite } from "./effects/write.js";
import { emptyReason } from "./empty-reason.js";
import type { Target } from "./target.js";
import { ownerOf, subjectOf, type TargetRow } from "./target-rows.js";
import type { Write, WriteResult } from "./write.js";

/** A write on a relation. */
export interface WriteOn {
  readonly context: AttackContext;
  readonly target: Target;
  readonly write: Write;
}

/** Records the seeded rows that a write should have reached and did not. */
export function recordMissed(on: WriteOn, { error }: WriteResult, targetRows: readonly TargetRow[]): void {
  const { target, write } = on;
  for (const targetRow of targetRows) {
    if (targetRow.expected && target.standing !== "named") continue;
    recordFailure(on, error, {
      actor: targetRow.actor,
      subject: subjectOf(targetRow.row),
      expected: targetRow.expected,
      failed: { what: "row", command: write.command, owner: ownerOf(targetRow.row, write.attempt.actor) },
      // A foreign key may prevent the deletion of a row. Rows without references decide the cell.
      optional: error !== null && error !== "setup" && /^23/.test(error.sqlstate),
    });
  }
}

interface WriteFailure {
  readonly actor: string;
  readonly subject: string;
  readonly expected: boolean;
  /** What the actor cannot write. Needed only if the contract allows it. */
  readonly failed?: FailedWrite;
  readonly optional?: boolean;
  /** What prevents the write for every role, other than access. */
  readonly obstacle?: string | undefined;
}

/**
 * Records that an attempt reached nothing. A refusal (42501), an error of a policy, or no row at all decide it. A constraint
 * does not if the contract allows the write. A timeout does not, nor does something that prevents the write for every role.
 */
export function recordFailure(
  { context, target, write }: WriteOn,
  error: WriteResult["error"],
  { actor: actorName, subject, expected, failed, optional = false, obstacle }: WriteFailure,
): void {
  const { actor } = write.attempt;
  const sqlstate = error === null || error === "setup" ? undefined : error.sqlstate;
  const said = error === "setup" ? "its setup failed" : (obstacle ?? sqlstate);
  const decided = error !== "setup" && isDecisive(sqlstate, expected, obstacle);
  const odd = !isPlain(actor);
  const { attack, attempt, command } = write;
  const what = failed ?? { what: "row", command, owner: "own" };
  context.observed.record({
    object: target.object,
    actor: actorName,
    command,
    subject,
    expected,
    result: decided ? "missed" : "undecided",
    said: decided ? sqlstate : said,
    optional: optional || odd,
    odd,
    evidence: () => ({
      context,
      attack,
      attempt,
      effect: { kind: "not written", object: target.object, failed: what },
      on: target,
      sqlstate,
    }),
  });
}

function isDecisive(sqlstate: string | undefined, expected: boolean, obstacle: string | undefined): boolean {
  if (sqlstate === "42501") return true;
  if (/^(?:57014|55P03|40P01)$/.test(sqlstate ?? "") || obstacle !== undefined) return false;
  // Constraints are checked after access. If one fails only for the actor, access allowed the write.
  return !(expected && /^23/.test(sqlstate ?? ""));
}

/** Records the write for actors of the matrix without a row: only a refusal decides it. */
export function recordNothingThere(
  on: WriteOn,
  { error }: WriteResult,
  targetRows: readonly TargetRow[],
): void {
  const { context, target, write } = on;
  const { actor } = write.attempt;
  if (!isPlain(actor)) return;
  const there = new Set(targetRows.map(({ actor: actorName }) => actorName));
  for (const actorName of new Set([actor.standsFor.own, actor.standsFor.others])) {
    if (there.has(actorName)) continue;
    const denied = error !== null && error !== "setup" && error.sqlstate === "42501";
    recordFailure(on, error, {
      actor: actorName,
      subject: "nothing there",
      expected: false,
      obstacle: denied ? undefined : emptyReason(context, target),
    });
  }
}

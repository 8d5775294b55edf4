import { breachOf } from "../judge/breach.js";
import { objectOf } from "../sql/object-name.js";
import { isPlain } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { Target } from "./target.js";
import { subjectOf, type TargetRow, whose } from "./target-rows.js";
import type { Effect, Write } from "./write.js";

/** Records the seeded rows that a write was to reach and did not. */
export function recordMissed(
  context: AttackContext,
  target: Target,
  write: Write,
  { error }: Effect,
  targetRows: readonly TargetRow[],
): void {
  for (const targetRow of targetRows) {
    if (targetRow.expected && target.standing !== "named") continue;
    const verb = write.command;
    recordFailure(context, target, write, error, {
      actor: targetRow.actor,
      subject: subjectOf(targetRow.row),
      expected: targetRow.expected,
      what: `cannot ${verb} ${whose(targetRow.row, write.attempt.actor)} in`,
      // A row that others point to may have to stay; one that nothing points to decides it.
      optional: error !== null && error !== "setup" && /^23/.test(error.sqlstate),
    });
  }
}

interface Failed {
  readonly actor: string;
  readonly subject: string;
  readonly expected: boolean;
  /** What the actor cannot do, up to the object's name. */
  readonly what: string;
  readonly optional?: boolean;
  /** Where something else than access stands in the way of whoever tries. */
  readonly obstacle?: string | undefined;
}

/**
 * Records that an attempt came to nothing. A refusal (42501), an error of a policy or no row at all decide it. A constraint, or a
 * timeout, does not where the contract allows it, nor where it stands in everybody's way.
 */
export function recordFailure(
  context: AttackContext,
  target: Target,
  write: Write,
  error: Effect["error"],
  { actor: actorName, subject, expected, what, optional = false, obstacle }: Failed,
): void {
  const { actor } = write.attempt;
  const sqlstate = error === null || error === "setup" ? undefined : error.sqlstate;
  const said = error === "setup" ? "what it needs could not be made ready" : (obstacle ?? sqlstate);
  const decided = error !== "setup" && isDecisive(sqlstate, expected, obstacle);
  const odd = !isPlain(actor);
  context.observed.record({
    object: target.object,
    actor: actorName,
    command: write.command,
    subject,
    expected,
    result: decided ? "missed" : "undecided",
    said: decided ? sqlstate : said,
    optional: optional || odd,
    odd,
    breach: () =>
      breachOf(context, target, write.attempt, {
        attack: write.attack,
        command: write.command,
        sqlstate,
        what: `${actor.name} (${actor.role}) ${what} ${objectOf(target.object)}: ${sqlstate === undefined ? "no row is reached, and no error" : `the server refuses (${sqlstate})`}`,
        why: "the contract lets them; a grant or a policy is missing, or a policy fails",
        fix: "rowproof plan writes what is missing",
      }),
  });
}

function isDecisive(sqlstate: string | undefined, expected: boolean, obstacle: string | undefined): boolean {
  if (sqlstate === "42501") return true;
  if (/^(?:57014|55P03|40P01)$/.test(sqlstate ?? "") || obstacle !== undefined) return false;
  // A constraint that fails for a actor and not for the tables' owner was reached: access let it pass.
  return !(expected && /^23/.test(sqlstate ?? ""));
}

/** The commands for which nothing lies under a column of the matrix: only a refusal decides it. */
export function recordNothingThere(
  context: AttackContext,
  target: Target,
  write: Write,
  { error }: Effect,
  targetRows: readonly TargetRow[],
  reason: string,
): void {
  const { actor } = write.attempt;
  if (!isPlain(actor)) return;
  const there = new Set(targetRows.map(({ actor: actorName }) => actorName));
  for (const actorName of new Set([actor.standsFor.own, actor.standsFor.others])) {
    if (there.has(actorName)) continue;
    const denied = error !== null && error !== "setup" && error.sqlstate === "42501";
    recordFailure(context, target, write, error, {
      actor: actorName,
      subject: "nothing there",
      expected: false,
      what: "",
      obstacle: denied ? undefined : reason,
    });
  }
}

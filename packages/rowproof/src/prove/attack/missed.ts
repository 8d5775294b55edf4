import { breachOf, nameOf } from "../breach.js";
import { isPlain } from "../caller.js";
import type { Scene } from "../scene.js";
import type { Target } from "../target.js";
import { type Aim, subjectOf, whose } from "./aims.js";
import type { Effect, Write } from "./write.js";

/** Records the planted rows that a write was to reach and did not. */
export function recordMissed(
  scene: Scene,
  target: Target,
  write: Write,
  { error }: Effect,
  aims: readonly Aim[],
): void {
  for (const aim of aims) {
    if (aim.expected && target.standing !== "named") continue;
    const verb = write.command;
    recordFailure(scene, target, write, error, {
      actor: aim.actor,
      subject: subjectOf(aim.row),
      expected: aim.expected,
      what: `cannot ${verb} ${whose(aim.row, write.attempt.caller)} in`,
      // A row that others point to may have to stay; one that nothing points to decides it.
      optional: error !== null && error !== "setup" && /^23/.test(error.sqlstate),
    });
  }
}

interface Failed {
  readonly actor: string;
  readonly subject: string;
  readonly expected: boolean;
  /** What the caller cannot do, up to the object's name. */
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
  scene: Scene,
  target: Target,
  write: Write,
  error: Effect["error"],
  { actor, subject, expected, what, optional = false, obstacle }: Failed,
): void {
  const { caller } = write.attempt;
  const sqlstate = error === null || error === "setup" ? undefined : error.sqlstate;
  const said = error === "setup" ? "what it needs could not be made ready" : (obstacle ?? sqlstate);
  const decided = error !== "setup" && isDecisive(sqlstate, expected, obstacle);
  const odd = !isPlain(caller);
  scene.ledger.record({
    object: target.object,
    actor,
    command: write.command,
    subject,
    expected,
    result: decided ? "missed" : "undecided",
    said: decided ? sqlstate : said,
    optional: optional || odd,
    odd,
    breach: () =>
      breachOf(scene, target, write.attempt, {
        attack: write.attack,
        command: write.command,
        sqlstate,
        what: `${caller.name} (${caller.role}) ${what} ${nameOf(target.object)}: ${sqlstate === undefined ? "no row is reached, and no error" : `the server refuses (${sqlstate})`}`,
        why: "the contract lets them; a grant or a policy is missing, or a policy fails",
        mend: "rowproof plan writes what is missing",
      }),
  });
}

function isDecisive(sqlstate: string | undefined, expected: boolean, obstacle: string | undefined): boolean {
  if (sqlstate === "42501") return true;
  if (/^(?:57014|55P03|40P01)$/.test(sqlstate ?? "") || obstacle !== undefined) return false;
  // A constraint that fails for a caller and not for the tables' owner was reached: access let it pass.
  return !(expected && /^23/.test(sqlstate ?? ""));
}

/** The commands for which nothing lies under a column of the matrix: only a refusal decides it. */
export function recordNothingThere(
  scene: Scene,
  target: Target,
  write: Write,
  { error }: Effect,
  aims: readonly Aim[],
  reason: string,
): void {
  const { caller } = write.attempt;
  if (!isPlain(caller)) return;
  const there = new Set(aims.map(({ actor }) => actor));
  for (const actor of new Set([caller.actors.own, caller.actors.others])) {
    if (there.has(actor)) continue;
    const denied = error !== null && error !== "setup" && error.sqlstate === "42501";
    recordFailure(scene, target, write, error, {
      actor,
      subject: "nothing there",
      expected: false,
      what: "",
      obstacle: denied ? undefined : reason,
    });
  }
}

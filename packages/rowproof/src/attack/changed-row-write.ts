import { breachOf } from "../judge/breach.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import { allowedAfter } from "./allowance.js";
import { type Change, withoutUnchanged } from "./changed-rows.js";
import type { AttackContext } from "./context.js";
import { recordFailure } from "./missed.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { actorNameFor, seededRow, whose } from "./target-rows.js";
import { type Effect, tryWrite, type Write } from "./write.js";

/** A write once rows have been changed, with what is told of it. */
export interface Trial {
  readonly write: Write;
  readonly change: Change;
  /** A row that the actor should reach by it, if the contract then gives it. */
  readonly own?: TextRow | undefined;
}

/**
 * Tries a write on rows that were changed, and holds each row that it touched against what the contract says now.
 * Returns what it did.
 */
export function* tryChanged(context: AttackContext, target: Target, trial: Trial): Steps<Effect> {
  const { write } = trial;
  const { actor, setup = [] } = write.attempt;
  const effect = withoutUnchanged(yield* tryWrite(context, target, write));
  const { inserted, updated, deleted } = effect.changes;
  const rows = { insert: inserted, update: updated.map(({ before }) => before), delete: deleted }[
    write.command
  ];
  const may = yield* allowedAfter(context, target, actor, write.command, { setup, rows });
  for (const [at, row] of rows.entries()) recordTouched(context, target, trial, row, may[at] === true);
  return effect;
}

function recordTouched(
  context: AttackContext,
  target: Target,
  { write, change }: Trial,
  row: TextRow,
  may: boolean,
) {
  const { actor } = write.attempt;
  const { command } = write;
  const owner = seededRow(context, target, row)?.person ?? actor.person ?? "nobody";
  const who = command === "insert" ? "a row" : whose({ person: owner }, actor);
  context.observed.record({
    object: target.object,
    actor: actorNameFor(actor, owner),
    command,
    subject: subjectOf(change, owner),
    expected: may,
    result: "reached",
    breach: () =>
      breachOf(context, target, write.attempt, {
        attack: write.attack,
        command,
        what: `${actor.name} (${actor.role}) can ${command} ${who} ${command === "insert" ? "into" : "in"} ${objectOf(target.object)} ${circumstance(target, change)}`,
        why: "the contract then does not give it: a policy asks something else of that column, or nothing",
        fix: "rowproof plan writes the policies as the contract has them",
      }),
  });
}

/** Whether what should be reached was; that it was not is told where the contract's own condition speaks of such rows. */
export function* recordUnreached(
  context: AttackContext,
  target: Target,
  { write, change, own }: Trial,
  effect: Effect,
): Steps<void> {
  const { actor, setup = [] } = write.attempt;
  const kind = accessTo(target, actor.role, write.command)?.rows.kind;
  if (own === undefined || (kind !== "where" && kind !== "member")) return;
  const [may] = yield* allowedAfter(context, target, actor, write.command, { setup, rows: [own] });
  if (may !== true) return;
  recordFailure(context, target, write, effect.error, {
    actor: actor.standsFor.own,
    subject: subjectOf(change, actor.person ?? ""),
    expected: true,
    what: `${circumstance(target, change)} cannot ${write.command} a row that the contract gives them in`,
    optional: true,
  });
}

export function subjectOf({ table, column, value }: Change, owner: string): string {
  return JSON.stringify(["changed", keyOf(table), column, value, owner]);
}

/** For people: `where "status" is 'closed'::text`. */
export function circumstance({ base }: Target, { table, column, value }: Change): string {
  const of = base !== undefined && keyOf(base) === keyOf(table) ? "" : ` of ${table.kind} ${table.name}`;
  return `where ${identifier(column).text}${of} is ${value}`;
}

import { isPlain } from "./actor.js";
import type { RelationAttack, RelationVisit } from "./attack.js";
import { keyCondition } from "./conditions.js";
import { emptyReason } from "./empty-reason.js";
import { sendReading } from "./leaked-rows.js";
import { readOf, shows } from "./reads.js";
import type { Attempt, Outcome } from "./session.js";
import type { Steps } from "./steps.js";
import { ownerOf, subjectOf, type TargetRow, targetRowsOf } from "./target-rows.js";

/** Reads every row, on a live database only the seeded ones, and records which rows came back. */
export function* readEverything(visit: RelationVisit, attack: RelationAttack): Steps<void> {
  const { context, target, actor } = visit;
  const targetRows = yield* targetRowsOf(context, target, actor, "select");
  const seeded = targetRows.map(({ row }) => row.row);
  const only = context.live ? keyCondition(target, seeded) : undefined;
  const attempt: Attempt = { actor, statements: [readOf(target, only)] };
  const outcome = yield* sendReading(visit, attack, attempt);
  visit.read = { attempt, outcome, targetRows };
  if (isBareView(visit)) return;
  recordEmpty(visit, outcome.error?.sqlstate, targetRows);
  // An error for all rows locks out actors who may read some, even if another user's row causes it. For the others it proves nothing.
  const decided = isBroken(visit) ? targetRows.filter(({ expected }) => expected) : targetRows;
  recordRows(visit, { attack, attempt, outcome, targetRows: decided });
}

/** Whether it is a view that shows no value that identifies a row. */
export function isBareView({ target, actor, read }: RelationVisit): boolean {
  if (read === undefined || read.outcome.error !== null) return false;
  return target.base === undefined && read.targetRows.length === 0 && actor.oddity === undefined;
}

/** Whether reading everything failed for another reason than access. */
export function isBroken({ actor, read }: RelationVisit): boolean {
  const error = read?.outcome.error ?? null;
  return error !== null && error.sqlstate !== "42501" && actor.oddity === undefined;
}

/** Whether reading every row succeeded, so that other queries on the same rows make sense. */
export function isAnswered(visit: RelationVisit): boolean {
  const { actor, read } = visit;
  return read?.outcome.error === null && actor.oddity === undefined && !isBareView(visit);
}

/** A read attempt, and the rows that it could show. */
interface RowReading {
  readonly attack: RelationAttack;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly targetRows: readonly TargetRow[];
}

/** Compares the rows that came back with the rows that exist. */
export function recordRows(
  { context, target }: RelationVisit,
  { attack, attempt, outcome, targetRows }: RowReading,
): void {
  const rows = outcome.results[0]?.rows ?? [];
  const sqlstate = outcome.error?.sqlstate;
  const { actor } = attempt;
  const { object } = target;
  for (const { row, expected, actor: column } of targetRows) {
    const isSeen = rows.some((one) => shows(target, one, row.row));
    // A timeout locks out actors who may read. For the others it decides nothing.
    const isLate = /^(?:57014|55P03)$/.test(sqlstate ?? "") && !expected;
    if (expected && target.standing !== "named") continue;
    const read = { what: "row", owner: ownerOf(row, actor), expected } as const;
    context.observed.record({
      object,
      actor: column,
      command: "select",
      subject: subjectOf(row),
      expected,
      result: isSeen ? "reached" : isLate ? "undecided" : "missed",
      said: sqlstate,
      odd: !isPlain(actor),
      evidence: () => ({
        context,
        attack,
        attempt,
        effect: { kind: "read", object, read },
        on: target,
        sqlstate: expected ? sqlstate : undefined,
      }),
    });
  }
}

/** Records a column of the matrix without a row: only a refusal decides it. */
function recordEmpty(
  { context, target, actor }: RelationVisit,
  sqlstate: string | undefined,
  targetRows: readonly TargetRow[],
): void {
  if (!isPlain(actor)) return;
  const there = new Set(targetRows.map(({ actor: actorName }) => actorName));
  for (const actorName of new Set([actor.standsFor.own, actor.standsFor.others])) {
    if (there.has(actorName)) continue;
    context.observed.record({
      object: target.object,
      actor: actorName,
      command: "select",
      subject: "nothing there",
      expected: false,
      result: sqlstate === "42501" ? "missed" : "undecided",
      said: sqlstate === "42501" ? sqlstate : emptyReason(context, target),
    });
  }
}

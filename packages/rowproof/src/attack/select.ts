import type { Relation } from "../catalog/facts.js";
import { breachOf } from "../judge/breach.js";
import { victim } from "../seed/test-users.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, sql } from "../sql/sql.js";
import { type Actor, honestClaims, isPlain } from "./actor.js";
import { isBare, readBareView } from "./bare-view.js";
import { keyCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { sendReading } from "./leaked-rows.js";
import { readColumns } from "./read-columns.js";
import { readOf, shows } from "./reads.js";
import type { Attempt, Outcome } from "./session.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";
import { subjectOf, type TargetRow, targetRowsOf, whose } from "./target-rows.js";

/** Reads a relation as a actor in every way: all rows, their number, a victim's by key, and by an error that quotes them. */
export function* attackBySelect(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const targetRows = yield* targetRowsOf(context, target, actor, "select");
  const only = context.live
    ? keyCondition(
        target,
        targetRows.map(({ row }) => row.row),
      )
    : undefined;
  const attempt: Attempt = { actor, statements: [readOf(target, only)] };
  const outcome = yield* sendReading(context, target, attempt, "select/all");
  if (outcome.error === null && isBare(target, actor, targetRows.length)) {
    yield* readBareView(
      context,
      target,
      attempt,
      outcome.results[0]?.rows.length ?? 0,
      emptyReason(context, target),
    );
    return;
  }
  recordEmpty(context, target, actor, outcome.error?.sqlstate, targetRows);
  if (outcome.error !== null && outcome.error.sqlstate !== "42501" && actor.oddity === undefined) {
    // Whoever is to read rows and gets an error for them all, be it for another's sake, is locked out.
    const [theirs, others] = [
      targetRows.filter(({ expected }) => expected),
      targetRows.filter(({ expected }) => !expected),
    ];
    record(context, target, attempt, outcome, theirs);
    yield* readByKey(context, target, actor, others);
    return;
  }
  record(context, target, attempt, outcome, targetRows);
  if (outcome.error?.sqlstate === "42501") {
    yield* readColumns(context, target, actor, targetRows);
    return;
  }
  if (actor.oddity !== undefined) return;
  if (!context.live) yield* count(context, target, actor, targetRows);
  yield* readByError(context, target, actor);
  if (actor.standsFor.own === "owner") yield* readPrepared(context, target, actor, targetRows);
}

/**
 * A statement that was prepared for the victim is run for the attacker, as the API does with its own: what the plan has
 * worked out of the first one's claims, the second would get.
 */
function* readPrepared(
  context: AttackContext,
  target: Target,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  const user = context.seeded.persons.find(({ name }) => name === victim);
  if (user === undefined || target.base !== target.relation || context.live) return;
  const claims = JSON.stringify(honestClaims(user, actor.role));
  const first: Actor = { ...actor, name: victim, person: victim, userId: user.id, claims };
  const prepared = context.asActor(first, [
    `prepare rowproof_read as ${readOf(target)}`,
    "execute rowproof_read",
  ]);
  const attempt: Attempt = {
    actor,
    setup: ["deallocate all", ...prepared],
    statements: ["execute rowproof_read"],
  };
  const outcome = yield* send(attempt);
  if (outcome === "setup") return;
  record(
    context,
    target,
    attempt,
    outcome,
    targetRows.filter(({ expected }) => !expected),
  );
}

/** One row may make the whole reading fail, or never end: each is read by itself. */
function* readByKey(
  context: AttackContext,
  target: Target,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  for (const targetRow of targetRows) {
    const attempt = { actor, statements: [readOf(target, keyCondition(target, [targetRow.row.row]))] };
    record(context, target, attempt, yield* sendReading(context, target, attempt, "select/key"), [targetRow]);
  }
}

/** Holds what came back against the rows that are there. */
function record(
  context: AttackContext,
  target: Target,
  attempt: Attempt,
  { error, results }: Outcome,
  targetRows: readonly TargetRow[],
): void {
  const rows = results[0]?.rows ?? [];
  const seen = new Set(targetRows.filter(({ row }) => rows.some((one) => shows(target, one, row.row))));
  const { actor } = attempt;
  const common = { object: target.object, command: "select", said: error?.sqlstate } as const;
  for (const targetRow of targetRows) {
    const odd = !isPlain(actor);
    // Whoever waits for what is theirs and never gets it is locked out; that others would not get it is not shown.
    const late = /^(?:57014|55P03)$/.test(error?.sqlstate ?? "") && !targetRow.expected;
    const result = seen.has(targetRow) ? "reached" : late ? "undecided" : "missed";
    if (targetRow.expected && target.standing !== "named") continue;
    context.observed.record({
      ...common,
      actor: targetRow.actor,
      subject: subjectOf(targetRow.row),
      expected: targetRow.expected,
      result,
      odd,
      breach: () => breachOf(context, target, attempt, told(target, actor, targetRow, error?.sqlstate)),
    });
  }
}

function told(target: Target, actor: Actor, { row, expected }: TargetRow, sqlstate: string | undefined) {
  const object = objectOf(target.object);
  const attack = actor.oddity === undefined ? "select/all" : "select/odd-claims";
  if (!expected) {
    const what = `${actor.name} (${actor.role}) can select ${whose(row, actor)} from ${object}`;
    return { attack, command: "select", what } as const;
  }
  const how = sqlstate === undefined ? "no row comes, and no error" : `the server refuses (${sqlstate})`;
  return {
    attack,
    command: "select",
    sqlstate,
    what: `${actor.name} (${actor.role}) cannot select ${whose(row, actor)} from ${object}: ${how}`,
    why: "the contract lets them; a grant or a policy is missing, or a policy fails",
    fix: "rowproof plan writes what is missing",
  } as const;
}

/** A column of the matrix for which no row lies there: only a refusal decides it. */
function recordEmpty(
  context: AttackContext,
  target: Target,
  actor: Actor,
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

/** Why nothing lies under a name. */
export function emptyReason(context: AttackContext, { base, relation }: Target): string {
  const on = base ?? relation;
  const failed = context.seeded.unseeded.find(({ table }) => keyOf(table) === keyOf(on));
  if (failed === undefined) return "no made-up row can be seen through it";
  return `no row could be seeded: ${failed.why}`;
}

/** How many rows there are tells of rows that do not come. */
function* count(
  context: AttackContext,
  target: Target,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  const { base, table } = target;
  if (base === undefined || table === undefined || target.standing !== "named" || targetRows.length === 0)
    return;
  const name = identifier(target.relation.schema, target.relation.name);
  const attempt = { actor, statements: [sql`select count(*) as rows from ${name}`.text] };
  const outcome = yield* sendReading(context, target, attempt, "select/count");
  const counted = Number(outcome.results[0]?.rows[0]?.rows ?? 0);
  // Every row that is there, those too that triggers made or that were there before.
  const rows = [base, ...partsOf(context, base)].flatMap((one) => context.states.get(keyOf(one)) ?? []);
  const answers = yield* context.reach.among(
    actor,
    table,
    base,
    "select",
    rows.map(({ row }) => row),
  );
  if (counted <= answers.filter((is) => is).length) return;
  const what = `${actor.name} (${actor.role}) can count rows of ${objectOf(target.object)} that they may not select`;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.others,
    command: "select",
    subject: "count",
    expected: false,
    result: "reached",
    breach: () => breachOf(context, target, attempt, { attack: "select/count", command: "select", what }),
  });
}

/** Tables that inherit from another, whose rows are read under its name; a partitioned table's are its own already. */
function partsOf({ catalog }: AttackContext, base: Relation): readonly Relation[] {
  if (base.kind === "partitioned table") return [];
  return catalog.relations.filter(({ inherits }) => inherits.some((parent) => keyOf(parent) === keyOf(base)));
}

/** A condition that fails quotes the row it failed on: rows that are filtered out only afterwards come by the error. */
function* readByError(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const { relation } = target;
  if (!relation.columns.some(({ type }) => /^(?:text|character|citext|json|uuid)/.test(type))) return;
  const name = identifier(relation.schema, relation.name);
  const statement = sql`select 1 from ${name} as t where t::text::integer = 0`;
  yield* sendReading(context, target, { actor, statements: [statement.text] }, "select/error");
}

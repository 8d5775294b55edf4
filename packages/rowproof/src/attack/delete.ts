import { breachOf } from "../judge/breach.js";
import type { SeededRow } from "../seed/seeded.js";
import { objectOf } from "../sql/object-name.js";
import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { clearingOf } from "./clearing.js";
import { keyCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { emptyReason } from "./empty-reason.js";
import { recordMissed, recordNothingThere } from "./missed.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";
import { type TargetRow, targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/** Deletes as a actor: everything at once without reading, each row by its key, and by truncate. */
export function* attackByDelete(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const targetRows = yield* targetRowsOf(context, target, actor, "delete");
  const name = identifier(target.relation.schema, target.relation.name);
  const gone: SeededRow[] = [];
  if (!context.live || actor.oddity !== undefined) {
    const blind = write(actor, "delete/all", [
      context.live ? liveDelete(target, targetRows) : sql`delete from ${name}`.text,
    ]);
    const effect = yield* tryWrite(context, target, blind);
    const reached = yield* judge(context, target, blind, effect);
    gone.push(...reached);
    recordNothingThere(context, target, blind, effect, targetRows, emptyReason(context, target));
    if (effect.error !== "setup" && effect.error?.sqlstate === "42501") {
      recordMissed(context, target, blind, effect, targetRows);
    } else {
      // A row that this statement leaves may still go by its key, as where another row's trigger says no; without a key it is
      // this statement alone that could have reached it.
      const left = targetRows.filter(({ row }) => !reached.includes(row));
      const decided = left.filter(
        ({ row, expected }) =>
          keyCondition(target, [row.row]) === undefined || (!expected && effect.error === null),
      );
      recordMissed(context, target, blind, effect, decided);
    }
    if (actor.oddity !== undefined) return;
  }
  // On a live database nothing has told yet what is refused outright.
  if (context.live || context.privileges(target, actor.role).has("delete")) {
    for (const targetRow of targetRows.filter(({ row }) => !gone.includes(row)))
      yield* deleteByKey(context, target, actor, targetRow);
  }
  if (target.relation.kind !== "view") yield* truncate(context, target, actor);
}

function write(actor: Actor, attack: string, statements: readonly string[]): Write {
  return { attack, command: "delete", attempt: { actor, statements } };
}

function liveDelete(target: Target, targetRows: readonly TargetRow[]): string {
  const name = identifier(target.relation.schema, target.relation.name).text;
  const only =
    keyCondition(
      target,
      targetRows.map(({ row }) => row.row),
    ) ?? "false";
  return `delete from ${name} where ${only}`;
}

function* deleteByKey(
  context: AttackContext,
  target: Target,
  actor: Actor,
  targetRow: TargetRow,
): Steps<void> {
  const only = keyCondition(target, [targetRow.row.row]);
  if (only === undefined) return;
  const name = identifier(target.relation.schema, target.relation.name).text;
  const one = write(actor, "delete/key", [`delete from ${name} where ${only}`]);
  const effect = yield* tryWrite(context, target, one);
  const reached = yield* judge(context, target, one, effect);
  if (reached.includes(targetRow.row)) return;
  const sqlstate = effect.error === null || effect.error === "setup" ? undefined : effect.error.sqlstate;
  if (!targetRow.expected && (sqlstate === "23503" || sqlstate === "23001")) {
    recordStopped(context, target, one, targetRow, sqlstate);
    return;
  }
  const isHeld = targetRow.expected && (sqlstate === "23503" || sqlstate === "23001");
  if (isHeld && (yield* deleteCleared(context, target, one, targetRow))) return;
  recordMissed(context, target, one, effect, [targetRow]);
}

/** The same once nothing refers to the row any more. Returns whether it went. */
function* deleteCleared(
  context: AttackContext,
  target: Target,
  held: Write,
  targetRow: TargetRow,
): Steps<boolean> {
  const { base } = target;
  const setup = base === undefined ? [] : clearingOf(context, base, [targetRow.row.row]);
  if (setup.length === 0) return false;
  const one: Write = { ...held, attempt: { ...held.attempt, setup } };
  const effect = yield* tryWrite(context, target, one);
  const reached = yield* judge(context, target, one, effect);
  return reached.includes(targetRow.row);
}

/** A foreign key is asked only once access has let the row go: that it alone stood in the way is a leak. */
function recordStopped(
  context: AttackContext,
  target: Target,
  one: Write,
  targetRow: TargetRow,
  sqlstate: string,
): void {
  const { actor } = one.attempt;
  const what = `${actor.name} (${actor.role}) may delete a row of another's in ${objectOf(target.object)}: only a foreign key stood in the way`;
  context.observed.record({
    object: target.object,
    actor: targetRow.actor,
    command: "delete",
    subject: "stopped by a key",
    expected: false,
    result: "reached",
    breach: () =>
      breachOf(context, target, one.attempt, { attack: one.attack, command: "delete", what, sqlstate }),
  });
}

/** Row level security is not asked by a truncate (documentation, "Row Security Policies"). */
function* truncate(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  if (actor.role === "service_role" || target.relation.kind === "foreign table") return;
  const name = identifier(target.relation.schema, target.relation.name);
  const attempt = { actor, statements: [sql`truncate ${name}`.text] };
  const outcome = yield* send(attempt);
  if (outcome === "setup") return;
  const alone = outcome.error?.sqlstate;
  // Other tables point to it: all of them at once, then.
  const sqlstate = alone === "0A000" ? yield* truncateAll(target, actor) : alone;
  const what = `${actor.name} (${actor.role}) can truncate ${objectOf(target.object)}, every row of it`;
  const role = identifier(actor.role).text;
  context.observed.record({
    object: target.object,
    actor: actor.standsFor.others,
    command: "delete",
    subject: "truncate",
    expected: false,
    result: sqlstate === undefined ? "reached" : /^(?:57014|55P03)$/.test(sqlstate) ? "undecided" : "missed",
    optional: true,
    said: sqlstate,
    breach: () =>
      breachOf(context, target, attempt, {
        attack: "delete/truncate",
        command: "delete",
        what,
        why: "truncate is a privilege of its own, and row level security is not asked",
        fix: `revoke truncate on ${name.text} from public, ${role};`,
        show: [sql`select count(*) from ${name}`.text],
      }),
  });
}

function* truncateAll({ relation }: Target, actor: Actor): Steps<string | undefined> {
  const statement = sql`truncate ${identifier(relation.schema, relation.name)} cascade`.text;
  const outcome = yield* send({ actor, statements: [statement] });
  return outcome === "setup" ? undefined : outcome.error?.sqlstate;
}

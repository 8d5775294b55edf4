import type { Column, Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { attacker, newcomer, victim } from "../seed/test-users.js";
import { identifier } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { type Assignments, updateOf } from "./assignment.js";
import { attackInCircumstances } from "./circumstances.js";
import { keyCondition, typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { emptyReason } from "./empty-reason.js";
import { recordFailure, recordMissed, recordNothingThere } from "./missed.js";
import { placements } from "./placements.js";
import { writeProtected } from "./protected-update.js";
import { attackStates } from "./states.js";
import type { Steps } from "./steps.js";
import { accessTo, keyColumns, type Target, writableColumns } from "./target.js";
import { type TargetRow, targetRowsOf } from "./target-rows.js";
import { tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/**
 * Updates as a actor: others' rows blindly and by key, their own, every protected column, giving away, taking over; then
 * what becomes of their access once rows say something else.
 */
export function* attackByUpdate(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const { base } = target;
  if (base === undefined) return;
  yield* updateAll(context, target, base, actor);
  if (base !== target.relation || actor.oddity !== undefined || target.standing !== "named") return;
  if (actor.standsFor.own === "owner") yield* attackStates(context, target, base, actor);
  if (actor.standsFor.own === "owner" || actor.role === "anon")
    yield* attackInCircumstances(context, target, base, actor);
}

function* updateAll(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<void> {
  const targetRows = yield* targetRowsOf(context, target, actor, "update");
  yield* updateOthers(context, target, base, actor, targetRows);
  if (actor.oddity !== undefined) return;
  const may = context.privileges(target, actor.role).has("update");
  for (const targetRow of firstOfEach(targetRows.filter(({ expected }) => expected))) {
    yield* updateOwn(context, target, base, actor, targetRow);
  }
  if (!may) return;
  const own =
    targetRows.find(({ row }) => row.person === actor.person) ?? targetRows.find(({ expected }) => expected);
  if (own === undefined || actor.role === "service_role") return;
  yield* writeProtected(context, target, base, actor, own);
  yield* moveAway(context, target, base, actor, own);
  yield* takeOver(context, target, base, actor, targetRows);
}

/** One row of each column of the matrix: what it is refused, others are too. */
function firstOfEach(targetRows: readonly TargetRow[]): readonly TargetRow[] {
  return [...new Map(targetRows.toReversed().map((targetRow) => [targetRow.actor, targetRow])).values()];
}

function write(actor: Actor, attack: string, statements: readonly string[]): Write {
  return { attack, command: "update", attempt: { actor, statements } };
}

/** Without a condition nothing is read, so that no policy for select is asked; with one, each row is tried by itself. */
function* updateOthers(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  const set = plainAssignment(context, target, base, actor);
  const keys = keyCondition(
    target,
    targetRows.map(({ row }) => row.row),
  );
  const blind = write(actor, "update/all", [
    updateOf(target, set, context.live ? (keys ?? "false") : undefined),
  ]);
  const effect = yield* tryWrite(context, target, blind);
  const reached = yield* judge(context, target, blind, effect, Object.keys(set));
  const refused = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "42501";
  const left = targetRows.filter(({ row }) => !reached.includes(row));
  const others = left.filter(({ expected }) => !expected);
  recordNothingThere(context, target, blind, effect, targetRows, emptyReason(context, target));
  if (effect.error === null || refused) recordMissed(context, target, blind, effect, others);
  if (actor.oddity !== undefined || !context.privileges(target, actor.role).has("update")) return;
  let isReached = false;
  for (const targetRow of left)
    isReached = (yield* updateByKey(context, target, actor, set, targetRow)) || isReached;
  if (refused && !isReached) yield* updateColumns(context, target, base, actor, targetRows, Object.keys(set));
}

/** The one column was refused, and the role may write another: of all rows, and where they cannot all have the same, of one. */
function* updateColumns(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  targetRows: readonly TargetRow[],
  tried: readonly string[],
): Steps<void> {
  if (context.live) return;
  for (const column of writableColumns(base, undefined).filter((name) => !tried.includes(name))) {
    for (const value of context.seeded.otherValues(base, column, null).slice(0, 3)) {
      const set = { [column]: value };
      const one = write(actor, "update/column", [updateOf(target, set)]);
      const effect = yield* tryWrite(context, target, one);
      yield* judge(context, target, one, effect, [column]);
      const { error } = effect;
      if (error === null || error === "setup") continue;
      if (error.sqlstate === "42501") break;
      for (const targetRow of targetRows) yield* updateByKey(context, target, actor, set, targetRow);
    }
  }
}

function* updateByKey(
  context: AttackContext,
  target: Target,
  actor: Actor,
  set: Assignments,
  targetRow: TargetRow,
): Steps<boolean> {
  const only = keyCondition(target, [targetRow.row.row]);
  if (only === undefined) return false;
  const one = write(actor, "update/key", [updateOf(target, set, only)]);
  const effect = yield* tryWrite(context, target, one);
  const reached = yield* judge(context, target, one, effect, Object.keys(set));
  if (reached.includes(targetRow.row)) return true;
  recordMissed(context, target, one, effect, [targetRow]);
  return false;
}

/** A change that offends nothing but access: of a column that the contract lets the actor write, if there is one. */
function plainAssignment(
  context: AttackContext,
  target: Target,
  base: Relation,
  { role }: Actor,
): Assignments {
  const writable = writableColumns(base, accessTo(target, role, "update"));
  const there = new Set(target.relation.columns.map(({ name }) => name));
  const columns = base.columns.filter(
    ({ name, generated, identity }) =>
      generated === null && identity !== "always" && there.has(target.columnName(name)),
  );
  const best = columns.toSorted((left, right) => rank(base, writable, right) - rank(base, writable, left))[0];
  const [first] = base.columns;
  // Of a column that nobody may set, the default may be.
  if (best === undefined) return first === undefined ? {} : { [first.name]: "default" };
  const [value = "null"] = context.seeded.otherValues(base, best.name, null);
  return { [best.name]: value };
}

function rank(base: Relation, writable: readonly string[], { name, type, notNull }: Column): number {
  const bound = base.constraints.some(({ kind, columns }) => kind !== "not null" && columns.includes(name));
  const indexed = base.indexes.some(({ unique, columns }) => unique && columns.includes(name));
  const text = /^(?:text|character varying)$/.test(type) ? 1 : 0;
  return (writable.includes(name) ? 8 : 0) + (bound || indexed ? 0 : 4) + text + (notNull ? 0 : 1);
}

/** Every column that the contract lets be written, to what it holds already: nothing but access can stand in the way. */
function* updateOwn(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  targetRow: TargetRow,
): Steps<void> {
  const key = keyColumns(base);
  const all = writableColumns(base, accessTo(target, actor.role, "update"));
  const beside = all.filter(
    (name) => !key.includes(name) || accessTo(target, actor.role, "update")?.columns?.includes(name),
  );
  const columns = beside.length > 0 ? beside : all;
  if (columns.length === 0) return;
  const one = write(actor, "update/own", [
    updateOf(target, unchanged(base, targetRow.row, columns), keyCondition(target, [targetRow.row.row])),
  ]);
  const effect = yield* tryWrite(context, target, one);
  const reached = yield* judge(context, target, one, effect);
  if (reached.includes(targetRow.row)) return;
  recordMissed(context, target, one, effect, [targetRow]);
  if (effect.error === null || effect.error === "setup" || columns.length < 2) return;
  for (const column of columns) yield* updateColumn(context, target, base, actor, targetRow, column);
}

/** The whole was refused: which column it is. */
function* updateColumn(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  targetRow: TargetRow,
  column: string,
): Steps<void> {
  const one = write(actor, "update/own-column", [
    updateOf(target, unchanged(base, targetRow.row, [column]), keyCondition(target, [targetRow.row.row])),
  ]);
  const effect = yield* tryWrite(context, target, one);
  if (effect.error === null && effect.changes.updated.length > 0) return;
  recordFailure(context, target, one, effect.error, {
    actor: targetRow.actor,
    subject: `writes ${column}`,
    expected: target.standing === "named",
    what: `cannot write column ${identifier(column).text} of`,
  });
}

function unchanged(base: Relation, { row }: SeededRow, columns: readonly string[]): Assignments {
  return Object.fromEntries(columns.map((column) => [column, typedValue(base.columns, column, row)]));
}

/** A row of their own made another's, nobody's, or put under what is another's. */
function* moveAway(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  own: TargetRow,
): Steps<void> {
  for (const { attack, values } of placements(context, target, base, actor, [victim, newcomer])) {
    const byKey = updateOf(target, values, keyCondition(target, [own.row.row]));
    // Where nothing is read, the new row need not pass the policies for select.
    for (const text of context.live ? [byKey] : [byKey, updateOf(target, values)]) {
      const one = write(actor, `update/${attack}`, [text]);
      const effect = yield* tryWrite(context, target, one);
      yield* judge(context, target, one, effect, Object.keys(values));
      recordFailure(context, target, one, effect.error, {
        actor: actor.standsFor.others,
        subject: "give-away",
        expected: false,
        what: "",
        optional: true,
      });
    }
  }
}

/** Another's row made their own. */
function* takeOver(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  targetRows: readonly TargetRow[],
): Steps<void> {
  const others = targetRows.filter(({ expected }) => !expected);
  const person = actor.person ?? attacker;
  for (const { values } of placements(context, target, base, actor, [person])) {
    const statements = [
      ...(context.live ? [] : [updateOf(target, values)]),
      ...others.slice(0, 1).flatMap(({ row }) => {
        const only = keyCondition(target, [row.row]);
        return only === undefined ? [] : [updateOf(target, values, only)];
      }),
    ];
    for (const text of statements) {
      const one = write(actor, "update/take-over", [text]);
      const effect = yield* tryWrite(context, target, one);
      yield* judge(context, target, one, effect, Object.keys(values));
    }
  }
}

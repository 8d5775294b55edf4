import type { Relation } from "../catalog/facts.js";
import { attacker, newcomer, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { allowedAfter } from "./allowance.js";
import { collide, overwrite } from "./collision.js";
import { columnType } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { isGuarded } from "./guard.js";
import { control, tryInsert } from "./insert-attempt.js";
import { recordFailure } from "./missed.js";
import { insertion, makeRoom, namedColumns, type RowInsert, reseedings, rowInsertFor } from "./new-row.js";
import { type Placement, placements, placingColumns } from "./placements.js";
import type { TextRow } from "./session.js";
import type { Steps } from "./steps.js";
import { accessTo, type Target, writableColumns } from "./target.js";
import { type Effect, tryWrite, type Write } from "./write.js";
import { judge } from "./written-rows.js";

/** Inserts as a actor: a row of their own, of another's, under another's, of protected columns, over another's key. */
export function* attackByInsert(context: AttackContext, target: Target, actor: Actor): Steps<void> {
  const { base } = target;
  if (base === undefined || target.relation.kind === "materialized view") return;
  const refused = yield* insertOthers(context, target, base, actor);
  if (actor.oddity !== undefined || actor.person === null) return;
  if (refused && !(yield* insertOwn(context, target, base, actor))) {
    // What is neither theirs nor another's may pass where both are refused.
    if (context.privileges(target, actor.role).has("insert"))
      yield* insertUnderOthers(context, target, base, actor, ["nobody"]);
    return;
  }
  if (!refused) yield* insertOwn(context, target, base, actor);
  yield* insertUnderOthers(context, target, base, actor);
  yield* insertProtected(context, target, base, actor);
  yield* collide(context, target, base, actor);
  yield* overwrite(context, target, base, actor);
}

/** One row of their own; where there is room for one only that takes the place of theirs, another's that they may make too. */
function* insertOwn(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<boolean> {
  const person = actor.person ?? attacker;
  const rowInsert = rowInsertFor(context, base, person);
  if (rowInsert === undefined) {
    yield* recordUnsown(context, target, base, actor, actor.standsFor.own);
    return false;
  }
  const beside = yield* besideTheirs(context, target, base, actor, rowInsert);
  for (const one of beside === undefined ? [rowInsert] : [beside, rowInsert]) {
    const own = namedColumns(target, base, actor, one);
    const { error } = yield* tryInsert(
      context,
      target,
      base,
      insertion(actor, "insert/own", target, own),
      own,
      {
        actor: actor.standsFor.own,
        optional: beside !== undefined,
      },
    );
    if (error === null) return true;
  }
  return false;
}

/** A row of the newcomer's under the actor's own parents, where the contract gives it: their own row stays, and what it lets them do. */
function* besideTheirs(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  { setup, values }: RowInsert,
): Steps<RowInsert | undefined> {
  if (setup.length === 0 || accessTo(target, actor.role, "insert")?.rows.kind === "own") return undefined;
  const moved = placements(context, target, base, actor, [newcomer])
    .filter(({ attack }) => attack === "give-away")
    .map((placement) => placement.values);
  if (moved.length === 0) return undefined;
  const others = { ...values, ...Object.assign({}, ...moved) };
  if (makeRoom(context, base, others).length > 0) return undefined;
  const rowInsert = { setup: [], values: others };
  const grown = yield* control(context, base, namedColumns(target, base, actor, rowInsert), actor);
  if (typeof grown === "string") return undefined;
  const [may] = yield* allowedAfter(context, target, actor, "insert", { setup: [], rows: [grown] });
  return may === true ? rowInsert : undefined;
}

/** A row in the name of another, or by whoever has no name. Returns whether it was refused outright. */
function* insertOthers(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<boolean> {
  for (const person of [newcomer, victim]) {
    const rowInsert = rowInsertFor(context, base, person);
    if (rowInsert === undefined) continue;
    const { error } = yield* insertSpoofed(context, target, base, actor, rowInsert);
    if (error === "setup" || (error !== null && /^23/.test(error.sqlstate))) continue;
    const refused = error?.sqlstate === "42501";
    if (refused && actor.oddity === undefined && context.privileges(target, actor.role).has("insert")) {
      // A policy that refuses this row may let through what others of theirs hold: another state, another place.
      for (const like of reseedings(context, base, victim))
        yield* insertSpoofed(context, target, base, actor, like);
    }
    return refused;
  }
  if (actor.oddity === undefined) yield* recordUnsown(context, target, base, actor, actor.standsFor.others);
  return false;
}

function* insertSpoofed(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  rowInsert: RowInsert,
): Steps<Effect> {
  const spoofed = namedColumns(target, base, actor, rowInsert);
  const one = insertion(actor, actor.person === null ? "insert/any" : "insert/spoof", target, spoofed);
  const effect = yield* tryInsert(context, target, base, one, spoofed, {
    actor: actor.standsFor.others,
    optional: actor.oddity !== undefined,
  });
  if (effect.error === null && effect.changes.inserted.every((row) => isOwn(target, actor, row))) {
    recordTurned(context, target, one);
  }
  return effect;
}

/** Whether the contract's column says that a row is the actor's. */
function isOwn({ table }: Target, { userId }: Actor, row: TextRow): boolean {
  const [owner] = table?.owners ?? [];
  return userId !== null && owner !== undefined && row[owner] === userId;
}

/** A trigger made a row in another's name their own: no such row can be made. */
function recordTurned(context: AttackContext, target: Target, one: Write): void {
  recordFailure(context, target, one, null, {
    actor: one.attempt.actor.standsFor.others,
    subject: "turned into their own",
    expected: false,
    what: "",
    optional: true,
  });
}

/** No row can be made up: only a refusal decides, and that takes a statement which names any column. */
function* recordUnsown(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  actorName: string,
): Steps<void> {
  const one = insertion(actor, "insert/default", target, { setup: [], values: {} });
  const effect = yield* tryWrite(context, target, one);
  const failed = context.seeded.unseeded.find(({ table }) => keyOf(table) === keyOf(base));
  recordFailure(context, target, one, effect.error, {
    actor: actorName,
    subject: `insert ${actorName}`,
    expected: false,
    what: "",
    obstacle: `no row could be made up: ${failed?.why ?? "no insert succeeded"}`,
  });
}

/** A row of their own under a parent of another's, or in another's name, or nobody's, under a parent of their own. */
function* insertUnderOthers(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
  attacks: readonly Placement["attack"][] = ["give-away", "other-parent", "nobody"],
): Steps<void> {
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  if (rowInsert === undefined) return;
  const tried = misplacements(context, target, base, actor).filter(({ attack }) => attacks.includes(attack));
  for (const { attack, column, values } of tried) {
    const own = { ...rowInsert.values, ...values };
    const setup = attack === "give-away" ? makeRoom(context, base, own) : rowInsert.setup;
    const moved = namedColumns(target, base, actor, { setup, values: own });
    const one = insertion(actor, `insert/${attack}`, target, moved);
    const { error } = yield* tryInsert(context, target, base, one, moved, {
      actor: actor.standsFor.others,
      optional: true,
    });
    if (error === null && attack === "other-parent" && target.relation === base)
      noteKey(context, target, column);
  }
}

/** Where a row hangs on nothing but its owner, another's name makes of it what was tried already. */
function misplacements(
  context: AttackContext,
  target: Target,
  base: Relation,
  actor: Actor,
): readonly Placement[] {
  const all = placements(context, target, base, actor, [victim]);
  const hangs = base.constraints.some(
    ({ references }) => references !== null && references.schema !== "auth",
  );
  const [owner, ...further] = placingColumns(context, target, base);
  if (further.length === 0 && !hangs && all.every(({ attack }) => attack === "give-away")) return [];
  const spare = placements(context, target, base, actor, [newcomer]);
  return [...all, ...spare.filter(({ attack, column }) => attack === "give-away" && column === owner)];
}

/** What a foreign key tells whoever may write it. */
function noteKey(context: AttackContext, { object }: Target, column: string): void {
  context.observed.note({
    id: "oracle/foreign-key",
    object,
    message: `whoever inserts a row can point ${identifier(column).text} to a row of another user's`,
    why: "foreign keys are checked past row level security: that the insert succeeds tells that such a row exists; within in the contract keeps rows under parents of the same owner",
  });
}

/** Each column that the contract withholds from an insert that it allows. */
function* insertProtected(context: AttackContext, target: Target, base: Relation, actor: Actor): Steps<void> {
  const access = accessTo(target, actor.role, "insert");
  const rowInsert = rowInsertFor(context, base, actor.person ?? attacker);
  if (access === undefined || access.rows.kind === "none" || rowInsert === undefined) return;
  const may = writableColumns(base, access);
  const own = namedColumns(target, base, actor, rowInsert);
  for (const column of writableColumns(base, undefined).filter((name) => !may.includes(name))) {
    const value = context.seeded.otherValues(base, column, null)[0] ?? rowInsert.values[column];
    const nothing = canBeEmptied(context, base, column) ? [`null::${columnType(base, column)}`] : [];
    for (const one of [...(value === undefined ? [] : [value]), ...nothing]) {
      yield* insertValue(context, target, actor, own, { column, value: one });
    }
  }
}

function* insertValue(
  context: AttackContext,
  target: Target,
  actor: Actor,
  own: RowInsert,
  { column, value }: { readonly column: string; readonly value: string },
): Steps<void> {
  const more = { ...own, values: { ...own.values, [column]: value } };
  const one = insertion(actor, "insert/protected", target, more);
  const effect = yield* tryWrite(context, target, one);
  // What a trigger put in the place of null is not what the actor wrote.
  const isKept = !value.startsWith("null::") || effect.changes.inserted.every((row) => row[column] === null);
  yield* judge(context, target, one, effect, isKept ? [column] : []);
  recordFailure(context, target, one, effect.error, {
    actor: actor.standsFor.own,
    subject: `column ${column}`,
    expected: false,
    what: "",
    optional: true,
  });
}

/** Whether null is something else than what is there without being named, and something compares it. */
function canBeEmptied(context: AttackContext, base: Relation, column: string): boolean {
  const found = base.columns.find(({ name }) => name === column);
  return found?.default != null && isGuarded(context, base, column, "insert");
}

import type { Relation } from "../../catalog/facts.js";
import { ownerColumns } from "../../contract/tables.js";
import { identifier } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { attacker, newcomer, victim } from "../cast.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { keyOf } from "../table-key.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { allowedAfter } from "./allowance.js";
import { collide, overwrite } from "./collision.js";
import { columnType } from "./conditions.js";
import { isGuarded } from "./guard.js";
import { control, tryInsert } from "./insert-trial.js";
import { judge } from "./judge.js";
import { recordFailure } from "./missed.js";
import { type Placement, placements, placingColumns } from "./placements.js";
import { insertion, makeRoom, namedColumns, replantings, type Sowing, sowingFor } from "./sowing.js";
import { type Effect, tryWrite, type Write } from "./write.js";

/** Inserts as a caller: a row of their own, of another's, under another's, of protected columns, over another's key. */
export async function attackByInsert(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { base } = target;
  if (base === undefined || target.relation.kind === "materialized view") return;
  const refused = await insertOthers(scene, target, base, caller);
  if (caller.oddity !== undefined || caller.person === null) return;
  if (refused && !(await insertOwn(scene, target, base, caller))) {
    // What is neither theirs nor another's may pass where both are refused.
    if (scene.privileges(target, caller.role).has("insert"))
      await insertUnderOthers(scene, target, base, caller, ["nobody"]);
    return;
  }
  if (!refused) await insertOwn(scene, target, base, caller);
  await insertUnderOthers(scene, target, base, caller);
  await insertProtected(scene, target, base, caller);
  await collide(scene, target, base, caller);
  await overwrite(scene, target, base, caller);
}

/** One row of their own; where there is room for one only that takes the place of theirs, another's that they may make too. */
async function insertOwn(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<boolean> {
  const person = caller.person ?? attacker;
  const sowing = sowingFor(scene, base, person);
  if (sowing === undefined) {
    await recordUnsown(scene, target, base, caller, caller.actors.own);
    return false;
  }
  const beside = await besideTheirs(scene, target, base, caller, sowing);
  for (const one of beside === undefined ? [sowing] : [beside, sowing]) {
    const own = namedColumns(target, base, caller, one);
    const { error } = await tryInsert(
      scene,
      target,
      base,
      insertion(caller, "insert/own", target, own),
      own,
      {
        actor: caller.actors.own,
        optional: beside !== undefined,
      },
    );
    if (error === null) return true;
  }
  return false;
}

/** A row of the newcomer's under the caller's own parents, where the contract gives it: their own row stays, and what it lets them do. */
async function besideTheirs(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  { setup, values }: Sowing,
): Promise<Sowing | undefined> {
  if (setup.length === 0 || accessTo(target, caller.role, "insert")?.rows.kind === "own") return undefined;
  const moved = placements(scene, target, base, caller, [newcomer])
    .filter(({ attack }) => attack === "give-away")
    .map((placement) => placement.values);
  if (moved.length === 0) return undefined;
  const others = { ...values, ...Object.assign({}, ...moved) };
  if (makeRoom(scene, base, others).length > 0) return undefined;
  const sowing = { setup: [], values: others };
  const grown = await control(scene, base, namedColumns(target, base, caller, sowing), caller);
  if (typeof grown === "string") return undefined;
  const [may] = await allowedAfter(scene, target, caller, "insert", { setup: [], rows: [grown] });
  return may === true ? sowing : undefined;
}

/** A row in the name of another, or by whoever has no name. Returns whether it was refused outright. */
async function insertOthers(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<boolean> {
  for (const person of [newcomer, victim]) {
    const sowing = sowingFor(scene, base, person);
    if (sowing === undefined) continue;
    const { error } = await insertSpoofed(scene, target, base, caller, sowing);
    if (error === "setup" || (error !== null && /^23/.test(error.sqlstate))) continue;
    const refused = error?.sqlstate === "42501";
    if (refused && caller.oddity === undefined && scene.privileges(target, caller.role).has("insert")) {
      // A policy that refuses this row may let through what others of theirs hold: another state, another place.
      for (const like of replantings(scene, base, victim))
        await insertSpoofed(scene, target, base, caller, like);
    }
    return refused;
  }
  if (caller.oddity === undefined) await recordUnsown(scene, target, base, caller, caller.actors.others);
  return false;
}

async function insertSpoofed(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  sowing: Sowing,
): Promise<Effect> {
  const spoofed = namedColumns(target, base, caller, sowing);
  const one = insertion(caller, caller.person === null ? "insert/any" : "insert/spoof", target, spoofed);
  const effect = await tryInsert(scene, target, base, one, spoofed, {
    actor: caller.actors.others,
    optional: caller.oddity !== undefined,
  });
  if (effect.error === null && effect.changes.inserted.every((row) => isOwn(target, caller, row))) {
    recordTurned(scene, target, one);
  }
  return effect;
}

/** Whether the contract's column says that a row is the caller's. */
function isOwn({ table }: Target, { userId }: Caller, row: TextRow): boolean {
  const [owner] = table === undefined ? [] : ownerColumns(table);
  return userId !== null && owner !== undefined && row[owner] === userId;
}

/** A trigger made a row in another's name their own: no such row can be made. */
function recordTurned(scene: Scene, target: Target, one: Write): void {
  recordFailure(scene, target, one, null, {
    actor: one.attempt.caller.actors.others,
    subject: "turned into their own",
    expected: false,
    what: "",
    optional: true,
  });
}

/** No row can be made up: only a refusal decides, and that takes a statement which names any column. */
async function recordUnsown(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  actor: string,
): Promise<void> {
  const one = insertion(caller, "insert/default", target, { setup: [], values: {} });
  const effect = await tryWrite(scene, target, one);
  const failed = scene.planted.unplanted.find(({ table }) => keyOf(table) === keyOf(base));
  recordFailure(scene, target, one, effect.error, {
    actor,
    subject: `insert ${actor}`,
    expected: false,
    what: "",
    obstacle: `no row could be made up: ${failed?.why ?? "no insert succeeded"}`,
  });
}

/** A row of their own under a parent of another's, or in another's name, or nobody's, under a parent of their own. */
async function insertUnderOthers(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  attacks: readonly Placement["attack"][] = ["give-away", "other-parent", "nobody"],
): Promise<void> {
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  if (sowing === undefined) return;
  const tried = misplacements(scene, target, base, caller).filter(({ attack }) => attacks.includes(attack));
  for (const { attack, column, values } of tried) {
    const own = { ...sowing.values, ...values };
    const setup = attack === "give-away" ? makeRoom(scene, base, own) : sowing.setup;
    const moved = namedColumns(target, base, caller, { setup, values: own });
    const one = insertion(caller, `insert/${attack}`, target, moved);
    const { error } = await tryInsert(scene, target, base, one, moved, {
      actor: caller.actors.others,
      optional: true,
    });
    if (error === null && attack === "other-parent" && target.relation === base)
      noteKey(scene, target, column);
  }
}

/** Where a row hangs on nothing but its owner, another's name makes of it what was tried already. */
function misplacements(scene: Scene, target: Target, base: Relation, caller: Caller): readonly Placement[] {
  const all = placements(scene, target, base, caller, [victim]);
  const hangs = base.constraints.some(
    ({ references }) => references !== null && references.schema !== "auth",
  );
  const [owner, ...further] = placingColumns(scene, target, base);
  if (further.length === 0 && !hangs && all.every(({ attack }) => attack === "give-away")) return [];
  const spare = placements(scene, target, base, caller, [newcomer]);
  return [...all, ...spare.filter(({ attack, column }) => attack === "give-away" && column === owner)];
}

/** What a foreign key tells whoever may write it. */
function noteKey(scene: Scene, { object }: Target, column: string): void {
  scene.ledger.note({
    id: "oracle/foreign-key",
    object,
    message: `whoever inserts a row can point ${identifier(column).text} to a row of another user's`,
    why: "foreign keys are checked past row level security: that the insert succeeds tells that such a row exists; within in the contract keeps rows under parents of the same owner",
  });
}

/** Each column that the contract withholds from an insert that it allows. */
async function insertProtected(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const access = accessTo(target, caller.role, "insert");
  const sowing = sowingFor(scene, base, caller.person ?? attacker);
  if (access === undefined || access.rows.kind === "none" || sowing === undefined) return;
  const may = writableColumns(base, access);
  const own = namedColumns(target, base, caller, sowing);
  for (const column of writableColumns(base, undefined).filter((name) => !may.includes(name))) {
    const value = scene.planted.otherValues(base, column, null)[0] ?? sowing.values[column];
    const nothing = canBeEmptied(scene, base, column) ? [`null::${columnType(base, column)}`] : [];
    for (const one of [...(value === undefined ? [] : [value]), ...nothing]) {
      await insertValue(scene, target, caller, own, { column, value: one });
    }
  }
}

async function insertValue(
  scene: Scene,
  target: Target,
  caller: Caller,
  own: Sowing,
  { column, value }: { readonly column: string; readonly value: string },
): Promise<void> {
  const more = { ...own, values: { ...own.values, [column]: value } };
  const one = insertion(caller, "insert/protected", target, more);
  const effect = await tryWrite(scene, target, one);
  // What a trigger put in the place of null is not what the caller wrote.
  const isKept = !value.startsWith("null::") || effect.changes.inserted.every((row) => row[column] === null);
  await judge(scene, target, one, effect, isKept ? [column] : []);
  recordFailure(scene, target, one, effect.error, {
    actor: caller.actors.own,
    subject: `column ${column}`,
    expected: false,
    what: "",
    optional: true,
  });
}

/** Whether null is something else than what is there without being named, and something compares it. */
function canBeEmptied(scene: Scene, base: Relation, column: string): boolean {
  const found = base.columns.find(({ name }) => name === column);
  return found?.default != null && isGuarded(scene, base, column, "insert");
}

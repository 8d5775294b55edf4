import type { Column, Relation } from "../../catalog/facts.js";
import { identifier } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { attacker, newcomer, victim } from "../cast.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import { accessTo, keyColumns, type Target, writableColumns } from "../target.js";
import { type Aim, aimsOf } from "./aims.js";
import { type Assignments, updateOf } from "./assignment.js";
import { attackInCircumstances } from "./circumstances.js";
import { keyCondition, typedValue } from "./conditions.js";
import { judge } from "./judge.js";
import { recordFailure, recordMissed, recordNothingThere } from "./missed.js";
import { placements } from "./placements.js";
import { writeProtected } from "./protected-update.js";
import { emptyReason } from "./select.js";
import { attackStates } from "./states.js";
import { tryWrite, type Write } from "./write.js";

/**
 * Updates as a caller: others' rows blindly and by key, their own, every protected column, giving away, taking over; then
 * what becomes of their access once rows say something else.
 */
export async function attackByUpdate(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { base } = target;
  if (base === undefined) return;
  await updateAll(scene, target, base, caller);
  if (base !== target.relation || caller.oddity !== undefined || target.standing !== "named") return;
  if (caller.actors.own === "owner") await attackStates(scene, target, base, caller);
  if (caller.actors.own === "owner" || caller.role === "anon")
    await attackInCircumstances(scene, target, base, caller);
}

async function updateAll(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const aims = await aimsOf(scene, target, caller, "update");
  await updateOthers(scene, target, base, caller, aims);
  if (caller.oddity !== undefined) return;
  const may = scene.privileges(target, caller.role).has("update");
  for (const aim of firstOfEach(aims.filter(({ expected }) => expected))) {
    await updateOwn(scene, target, base, caller, aim);
  }
  if (!may) return;
  const own = aims.find(({ row }) => row.person === caller.person) ?? aims.find(({ expected }) => expected);
  if (own === undefined || caller.role === "service_role") return;
  await writeProtected(scene, target, base, caller, own);
  await moveAway(scene, target, base, caller, own);
  await takeOver(scene, target, base, caller, aims);
}

/** One row of each column of the matrix: what it is refused, others are too. */
function firstOfEach(aims: readonly Aim[]): readonly Aim[] {
  return [...new Map(aims.toReversed().map((aim) => [aim.actor, aim])).values()];
}

function write(caller: Caller, attack: string, statements: readonly string[]): Write {
  return { attack, command: "update", attempt: { caller, statements } };
}

/** Without a condition nothing is read, so that no policy for select is asked; with one, each row is tried by itself. */
async function updateOthers(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  aims: readonly Aim[],
): Promise<void> {
  const set = plainAssignment(scene, target, base, caller);
  const keys = keyCondition(
    target,
    aims.map(({ row }) => row.row),
  );
  const blind = write(caller, "update/all", [
    updateOf(target, set, scene.live ? (keys ?? "false") : undefined),
  ]);
  const effect = await tryWrite(scene, target, blind);
  const reached = await judge(scene, target, blind, effect, Object.keys(set));
  const refused = effect.error !== null && effect.error !== "setup" && effect.error.sqlstate === "42501";
  const left = aims.filter(({ row }) => !reached.includes(row));
  const others = left.filter(({ expected }) => !expected);
  recordNothingThere(scene, target, blind, effect, aims, emptyReason(scene, target));
  if (effect.error === null || refused) recordMissed(scene, target, blind, effect, others);
  if (caller.oddity !== undefined || !scene.privileges(target, caller.role).has("update")) return;
  let isReached = false;
  for (const aim of left) isReached = (await updateByKey(scene, target, caller, set, aim)) || isReached;
  if (refused && !isReached) await updateColumns(scene, target, base, caller, aims, Object.keys(set));
}

/** The one column was refused, and the role may write another: of all rows, and where they cannot all have the same, of one. */
async function updateColumns(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  aims: readonly Aim[],
  tried: readonly string[],
): Promise<void> {
  if (scene.live) return;
  for (const column of writableColumns(base, undefined).filter((name) => !tried.includes(name))) {
    for (const value of scene.planted.otherValues(base, column, null).slice(0, 3)) {
      const set = { [column]: value };
      const one = write(caller, "update/column", [updateOf(target, set)]);
      const effect = await tryWrite(scene, target, one);
      await judge(scene, target, one, effect, [column]);
      const { error } = effect;
      if (error === null || error === "setup") continue;
      if (error.sqlstate === "42501") break;
      for (const aim of aims) await updateByKey(scene, target, caller, set, aim);
    }
  }
}

async function updateByKey(
  scene: Scene,
  target: Target,
  caller: Caller,
  set: Assignments,
  aim: Aim,
): Promise<boolean> {
  const only = keyCondition(target, [aim.row.row]);
  if (only === undefined) return false;
  const one = write(caller, "update/key", [updateOf(target, set, only)]);
  const effect = await tryWrite(scene, target, one);
  const reached = await judge(scene, target, one, effect, Object.keys(set));
  if (reached.includes(aim.row)) return true;
  recordMissed(scene, target, one, effect, [aim]);
  return false;
}

/** A change that offends nothing but access: of a column that the contract lets the caller write, if there is one. */
function plainAssignment(scene: Scene, target: Target, base: Relation, { role }: Caller): Assignments {
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
  const [value = "null"] = scene.planted.otherValues(base, best.name, null);
  return { [best.name]: value };
}

function rank(base: Relation, writable: readonly string[], { name, type, notNull }: Column): number {
  const bound = base.constraints.some(({ kind, columns }) => kind !== "not null" && columns.includes(name));
  const indexed = base.indexes.some(({ unique, columns }) => unique && columns.includes(name));
  const text = /^(?:text|character varying)$/.test(type) ? 1 : 0;
  return (writable.includes(name) ? 8 : 0) + (bound || indexed ? 0 : 4) + text + (notNull ? 0 : 1);
}

/** Every column that the contract lets be written, to what it holds already: nothing but access can stand in the way. */
async function updateOwn(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  aim: Aim,
): Promise<void> {
  const key = keyColumns(base);
  const all = writableColumns(base, accessTo(target, caller.role, "update"));
  const beside = all.filter(
    (name) => !key.includes(name) || accessTo(target, caller.role, "update")?.columns?.includes(name),
  );
  const columns = beside.length > 0 ? beside : all;
  if (columns.length === 0) return;
  const one = write(caller, "update/own", [
    updateOf(target, unchanged(base, aim.row, columns), keyCondition(target, [aim.row.row])),
  ]);
  const effect = await tryWrite(scene, target, one);
  const reached = await judge(scene, target, one, effect);
  if (reached.includes(aim.row)) return;
  recordMissed(scene, target, one, effect, [aim]);
  if (effect.error === null || effect.error === "setup" || columns.length < 2) return;
  for (const column of columns) await updateColumn(scene, target, base, caller, aim, column);
}

/** The whole was refused: which column it is. */
async function updateColumn(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  aim: Aim,
  column: string,
): Promise<void> {
  const one = write(caller, "update/own-column", [
    updateOf(target, unchanged(base, aim.row, [column]), keyCondition(target, [aim.row.row])),
  ]);
  const effect = await tryWrite(scene, target, one);
  if (effect.error === null && effect.changes.updated.length > 0) return;
  recordFailure(scene, target, one, effect.error, {
    actor: aim.actor,
    subject: `writes ${column}`,
    expected: target.standing === "named",
    what: `cannot write column ${identifier(column).text} of`,
  });
}

function unchanged(base: Relation, { row }: PlantedRow, columns: readonly string[]): Assignments {
  return Object.fromEntries(columns.map((column) => [column, typedValue(base.columns, column, row)]));
}

/** A row of their own made another's, nobody's, or put under what is another's. */
async function moveAway(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  own: Aim,
): Promise<void> {
  for (const { attack, values } of placements(scene, target, base, caller, [victim, newcomer])) {
    const byKey = updateOf(target, values, keyCondition(target, [own.row.row]));
    // Where nothing is read, the new row need not pass the policies for select.
    for (const text of scene.live ? [byKey] : [byKey, updateOf(target, values)]) {
      const one = write(caller, `update/${attack}`, [text]);
      const effect = await tryWrite(scene, target, one);
      await judge(scene, target, one, effect, Object.keys(values));
      recordFailure(scene, target, one, effect.error, {
        actor: caller.actors.others,
        subject: "give-away",
        expected: false,
        what: "",
        optional: true,
      });
    }
  }
}

/** Another's row made their own. */
async function takeOver(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  aims: readonly Aim[],
): Promise<void> {
  const others = aims.filter(({ expected }) => !expected);
  const person = caller.person ?? attacker;
  for (const { values } of placements(scene, target, base, caller, [person])) {
    const statements = [
      ...(scene.live ? [] : [updateOf(target, values)]),
      ...others.slice(0, 1).flatMap(({ row }) => {
        const only = keyCondition(target, [row.row]);
        return only === undefined ? [] : [updateOf(target, values, only)];
      }),
    ];
    for (const text of statements) {
      const one = write(caller, "update/take-over", [text]);
      const effect = await tryWrite(scene, target, one);
      await judge(scene, target, one, effect, Object.keys(values));
    }
  }
}

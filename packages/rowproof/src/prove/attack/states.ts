import type { Relation } from "../../catalog/facts.js";
import { identifier, sql } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { keyOf } from "../table-key.js";
import { accessTo, type Target, writableColumns } from "../target.js";
import { rowsAfter } from "./allowance.js";
import { type Assignments, updateOf } from "./assignment.js";
import { type Change, changeOf, feasible } from "./changed-rows.js";
import { keyCondition, rowsCondition } from "./conditions.js";
import { tryInsert } from "./insert-trial.js";
import { placingColumns } from "./placements.js";
import { readIn } from "./reading.js";
import { insertion, namedColumns, sowingFor } from "./sowing.js";
import { spokenColumns, wordsOf } from "./spoken.js";
import { leave } from "./transitions.js";
import { recordUnreached, tryChanged } from "./trial.js";
import type { Write } from "./write.js";

/** How many columns of one table are taken. */
const most = 3;

/**
 * A row of the caller's own in every state that policies and the contract speak of: whether it can be changed and deleted
 * then, and brought from each state into each other. What a policy asks of the new row only, or of the old one only, shows so.
 */
export async function attackStates(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
): Promise<void> {
  const may = scene.privileges(target, caller.role);
  if (may.has("insert")) await insertStates(scene, target, base, caller);
  const own = scene.under.get(keyOf(base))?.find(({ person }) => person === caller.person);
  if (own === undefined) return;
  for (const { column, values } of spokenColumns(scene, base, wordsOf(scene, target)).slice(0, most)) {
    const changes = values.flatMap((value) => changeOf(base, [own], column.name, value) ?? []);
    if (may.has("update")) await leave(scene, target, caller, { row: own, setup: [], changes });
    for (const change of changes) {
      const setup = await feasible(scene, change);
      if (setup === undefined) continue;
      if (may.has("select")) await readIn(scene, target, base, { caller, change, setup });
      await tryState(scene, target, base, caller, { own, change, setup });
      const row = { ...own, row: await changedRow(scene, base, own, setup) };
      if (may.has("update"))
        await leave(scene, target, caller, { row, setup, changes: changes.filter((one) => one !== change) });
    }
  }
}

/** A new row of their own in each state. */
async function insertStates(scene: Scene, target: Target, base: Relation, caller: Caller): Promise<void> {
  const sowing = sowingFor(scene, base, caller.person ?? "");
  if (sowing === undefined) return;
  const writable = writableColumns(base, accessTo(target, caller.role, "insert"));
  for (const { column, values } of spokenColumns(scene, base, wordsOf(scene, target)).slice(0, most)) {
    if (!writable.includes(column.name)) continue;
    for (const value of values) {
      const given = { ...sowing, values: { ...sowing.values, [column.name]: value } };
      const own = namedColumns(target, base, caller, given);
      const write = insertion(caller, "insert/state", target, own);
      await tryInsert(scene, target, base, write, own, { actor: caller.actors.own, optional: true });
    }
  }
}

async function changedRow(
  scene: Scene,
  base: Relation,
  { row }: PlantedRow,
  setup: readonly string[],
): Promise<TextRow> {
  const [changed] = await rowsAfter(scene, base, setup, rowsCondition(base, [row]) ?? "false");
  return changed ?? row;
}

interface State {
  readonly own: PlantedRow;
  readonly change: Change;
  readonly setup: readonly string[];
}

/** A change that leaves the state as it is, and a deletion: without reading first, then by key. */
async function tryState(
  scene: Scene,
  target: Target,
  base: Relation,
  caller: Caller,
  { own, change, setup }: State,
): Promise<void> {
  const may = scene.privileges(target, caller.role);
  const row = await changedRow(scene, base, own, setup);
  const only = keyCondition(target, [own.row]) ?? "false";
  const name = identifier(base.schema, base.name);
  const idle = idleAssignment(scene, target, base, caller);
  const updates = idle === undefined ? [] : [updateOf(target, idle), updateOf(target, idle, only)];
  const deletes = [sql`delete from ${name}`.text, `delete from ${name.text} where ${only}`];
  for (const [command, statements] of [
    ["update", updates],
    ["delete", deletes],
  ] as const) {
    if (!may.has(command) || statements.length === 0) continue;
    const tries = scene.live ? statements.slice(1) : statements;
    await tryEach(scene, target, { command, statements: tries, caller, setup, change, row });
  }
}

async function tryEach(
  scene: Scene,
  target: Target,
  {
    command,
    statements,
    caller,
    setup,
    change,
    row,
  }: {
    readonly command: "update" | "delete";
    readonly statements: readonly string[];
    readonly caller: Caller;
    readonly setup: readonly string[];
    readonly change: Change;
    readonly row: TextRow;
  },
): Promise<void> {
  for (const [at, text] of statements.entries()) {
    const write: Write = {
      attack: `${command}/state`,
      command,
      attempt: { caller, setup, statements: [text] },
    };
    const trial = { write, change, own: row };
    const effect = await tryChanged(scene, target, trial);
    if (effect.changes.updated.length + effect.changes.deleted.length > 0) return;
    if (at === statements.length - 1) await recordUnreached(scene, target, trial, effect);
  }
}

/** Another value of a column that the caller may write and that nothing speaks of. */
function idleAssignment(
  scene: Scene,
  target: Target,
  base: Relation,
  { role }: Caller,
): Assignments | undefined {
  const spoken = spokenColumns(scene, base, wordsOf(scene, target)).map(({ column }) => column.name);
  const keys = base.constraints.flatMap(({ kind, columns }) => (kind === "check" ? [] : columns));
  const bound = [...placingColumns(scene, target, base), ...keys, ...spoken];
  for (const column of writableColumns(base, accessTo(target, role, "update"))) {
    const [value] = bound.includes(column) ? [] : scene.planted.otherValues(base, column, null);
    if (value !== undefined) return { [column]: value };
  }
  return undefined;
}

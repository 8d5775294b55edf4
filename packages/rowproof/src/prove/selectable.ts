import type { Caller } from "./caller.js";
import type { PlantedRow } from "./plant/planted.js";
import type { Scene } from "./scene.js";
import { keyOf } from "./target.js";

const known = new WeakMap<Scene, Map<string, Promise<ReadonlySet<PlantedRow>>>>();

/** The planted rows that a caller may select by the contract, under whichever name. */
export function selectable(scene: Scene, caller: Caller): Promise<ReadonlySet<PlantedRow>> {
  const callers = known.get(scene) ?? new Map<string, Promise<ReadonlySet<PlantedRow>>>();
  known.set(scene, callers);
  const rows = callers.get(caller.name) ?? read(scene, caller);
  callers.set(caller.name, rows);
  return rows;
}

async function read(scene: Scene, caller: Caller): Promise<ReadonlySet<PlantedRow>> {
  const allowed = new Set<PlantedRow>();
  for (const { table, base, relation, standing } of scene.targets) {
    if (standing === "unnamed" || table === undefined || base !== relation) continue;
    const rows = scene.under.get(keyOf(relation)) ?? [];
    const answers = await scene.reach.among(
      caller,
      table,
      base,
      "select",
      rows.map(({ row }) => row),
    );
    for (const [at, row] of rows.entries()) if (answers[at] === true) allowed.add(row);
  }
  return allowed;
}

import type { Caller } from "./caller.js";
import type { PlantedRow } from "./plant/planted.js";
import type { Scene } from "./scene.js";
import { keyOf } from "./table-key.js";

/** The planted rows that each caller may select by the contract, under whichever name. */
export class Selectable {
  readonly #scene: Pick<Scene, "targets" | "under" | "reach">;
  readonly #known = new Map<string, Promise<ReadonlySet<PlantedRow>>>();

  constructor(scene: Pick<Scene, "targets" | "under" | "reach">) {
    this.#scene = scene;
  }

  by(caller: Caller): Promise<ReadonlySet<PlantedRow>> {
    const rows = this.#known.get(caller.name) ?? this.#read(caller);
    this.#known.set(caller.name, rows);
    return rows;
  }

  async #read(caller: Caller): Promise<ReadonlySet<PlantedRow>> {
    const { targets, under, reach } = this.#scene;
    const allowed = new Set<PlantedRow>();
    for (const { table, base, relation, standing } of targets) {
      if (standing === "unnamed" || table === undefined || base !== relation) continue;
      const rows = under.get(keyOf(relation)) ?? [];
      const texts = rows.map(({ row }) => row);
      const answers = await reach.among(caller, table, base, "select", texts);
      for (const [at, row] of rows.entries()) if (answers[at] === true) allowed.add(row);
    }
    return allowed;
  }
}

import type { Relation } from "../../../catalog/facts.js";
import type { Scene } from "../../scene.js";
import { keyOf } from "../../table-key.js";

/** Whether rows of a table are somebody's: they hold a user's id, or point to a row that is somebody's. */
export function isOwned(scene: Scene, table: Relation): boolean {
  const ids = new Set(scene.planted.persons.map(({ id }) => id));
  const waiting = new Map([[keyOf(table), table]]);
  for (const one of waiting.values()) {
    if (scene.rowsOf(one).some(({ row }) => Object.values(row).some((value) => ids.has(value ?? ""))))
      return true;
    for (const { references } of one.constraints) {
      const parent = scene.catalog.relations.find(
        (other) => references !== null && keyOf(other) === keyOf(references),
      );
      if (parent !== undefined) waiting.set(keyOf(parent), parent);
    }
  }
  return false;
}

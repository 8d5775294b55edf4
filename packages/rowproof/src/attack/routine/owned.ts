import type { Relation } from "../../catalog/facts.js";
import { keyOf } from "../../sql/relation-key.js";
import type { AttackContext } from "../context.js";

/** Whether rows of a table have an owner: they contain a user's id, or refer to a row with an owner. */
export function isOwned(context: AttackContext, table: Relation): boolean {
  const ids = new Set(context.seeded.persons.map(({ id }) => id));
  const waiting = new Map([[keyOf(table), table]]);
  for (const one of waiting.values()) {
    if (context.rowsOf(one).some(({ row }) => Object.values(row).some((value) => ids.has(value ?? ""))))
      return true;
    for (const { references } of one.constraints) {
      const parent = context.catalog.relations.find(
        (other) => references !== null && keyOf(other) === keyOf(references),
      );
      if (parent !== undefined) waiting.set(keyOf(parent), parent);
    }
  }
  return false;
}

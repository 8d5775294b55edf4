import { keyOf } from "../sql/relation-key.js";
import type { Catalog, Relation } from "./facts.js";

/** The relations of each catalog by name: they are looked up by name again and again. */
const byName = new WeakMap<readonly Relation[], ReadonlyMap<string, Relation>>();

/** The relation of that name, whatever its kind; undefined if the catalog has none. */
export function findRelation(
  { relations }: Pick<Catalog, "relations">,
  schema: string,
  name: string,
): Relation | undefined {
  let known = byName.get(relations);
  if (known === undefined) {
    known = new Map(relations.map((relation) => [keyOf(relation), relation]));
    byName.set(relations, known);
  }
  return known.get(keyOf({ schema, name }));
}

/** Whether row level security can be enabled on it. */
export function isTable(relation: Relation): boolean {
  return relation.kind === "table" || relation.kind === "partitioned table";
}

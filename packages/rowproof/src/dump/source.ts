import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import { objectName } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";

/** A catalog with what writing asks of it again and again, looked up once. */
export interface DumpSource {
  readonly catalog: Catalog;
  relation(name: RelationName): Relation | undefined;
  /** The sequence of an identity column. */
  identitySequence(relation: RelationName, column: string): Relation | undefined;
  /** What an object needs, by its key. */
  needs(key: string): readonly string[];
  /** Whether a default or a check can be written inside its table: it needs only what a table may need itself. */
  inline(table: Relation, part: "default" | "constraint", name: string): boolean;
}

const inTables = /^(?:type|sequence|extension) /;

export function openSource(catalog: Catalog): DumpSource {
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const identities = new Map<string, Relation>();
  for (const relation of catalog.relations) {
    const { sequence } = relation;
    if (sequence?.identity && sequence.ownedBy !== null) {
      identities.set(keyOf(sequence.ownedBy) + sequence.ownedBy.column, relation);
    }
  }
  const edges = new Map<string, string[]>();
  for (const { object, on } of catalog.dependencies) {
    const list = edges.get(object);
    if (list === undefined) edges.set(object, [on]);
    else list.push(on);
  }
  const needs = (key: string) => edges.get(key) ?? [];
  return {
    catalog,
    needs,
    relation: (name) => relations.get(keyOf(name)),
    identitySequence: (relation, column) => identities.get(keyOf(relation) + column),
    inline: (table, part, name) => {
      const own = objectName(table.kind, [table.schema, table.name]);
      const all = needs(objectName(part, [table.schema, table.name, name]));
      return all.every((key) => key === own || inTables.test(key));
    },
  };
}

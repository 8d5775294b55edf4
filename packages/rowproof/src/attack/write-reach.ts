import type { Catalog, Relation } from "../catalog/facts.js";
import { parentsOf } from "../catalog/parents.js";
import { keyOf } from "../sql/relation-key.js";

/**
 * The other tables that a write to a table can change: those whose foreign keys act on it, recursively. Undefined if a trigger,
 * a rule, or a function in a policy, a default or a check can write to any table.
 */
export function reachOfWrites(catalog: Catalog): (table: Relation) => readonly Relation[] | undefined {
  const children = new Map<string, Relation[]>();
  for (const relation of catalog.relations) {
    for (const parent of actedBy(relation)) children.set(parent, [...(children.get(parent) ?? []), relation]);
  }
  const loud = loudTables(catalog);
  const known = new Map<Relation, readonly Relation[] | undefined>();
  return (table) => {
    if (!known.has(table)) known.set(table, closure(table, children, loud));
    return known.get(table);
  };
}

function closure(
  table: Relation,
  children: ReadonlyMap<string, readonly Relation[]>,
  loud: ReadonlySet<string>,
): readonly Relation[] | undefined {
  const reached = new Set([table]);
  for (const one of reached) {
    if (loud.has(keyOf(one))) return undefined;
    for (const child of children.get(keyOf(one)) ?? []) reached.add(child);
  }
  return [...reached];
}

/** The tables whose writes can change a table, through its foreign keys or its place among partitions. */
function actedBy(relation: Relation): readonly string[] {
  const parents = relation.constraints.flatMap(({ references }) => (references === null ? [] : [references]));
  return [...new Set([...parents, ...parentsOf(relation)].map(keyOf))];
}

function loudTables({ relations, external, unread }: Catalog): ReadonlySet<string> {
  // The tables that a rule writes are not known, so it may be any table.
  const ruled = unread.some(({ kind }) => kind === "rule");
  const loud = relations.filter(
    ({ triggers, partitionKey }) => ruled || triggers.length > 0 || partitionKey !== null,
  );
  const calling = external.calls.filter(({ routine }) => routine.schema !== "auth");
  return new Set([...loud.map(keyOf), ...calling.map(({ relation }) => keyOf(relation))]);
}

import type { Catalog, Relation, RelationName } from "../catalog/facts.js";

/** What a plan needs to know of a partition to create an index on it. */
export type Partition = Pick<Relation, "schema" | "name" | "kind">;

/** The partitions of a table, in whichever schema they are. */
export function partitionsOf(
  { relations, external }: Catalog,
  { schema, name }: RelationName,
): readonly Partition[] {
  const isParent = (of: RelationName) => of.schema === schema && of.name === name;
  return [
    ...relations.filter(({ partition }) => partition !== null && isParent(partition.of)),
    ...external.outsidePartitions.filter(({ of }) => isParent(of)),
  ];
}

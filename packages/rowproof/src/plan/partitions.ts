import type { Catalog, Relation, RelationName } from "../catalog/facts.js";

/** What has to be known of a partition to make an index on it. */
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

import type { Catalog, Relation } from "../catalog/facts.js";

/** The partitions of a table, as far as they are in the schemas that were read. */
export function partitionsOf(catalog: Catalog, { schema, name }: Relation): readonly Relation[] {
  return catalog.relations.filter(
    ({ partition }) => partition?.of.schema === schema && partition.of.name === name,
  );
}

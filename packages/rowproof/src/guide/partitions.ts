import { listed } from "../sql/list.js";
import { code } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** Partitioned tables with their partitions, and tables that inherit from others. */
export function partitions({ contract, context }: Material): readonly string[] {
  const { relations } = context.catalog;
  const named = (relation: { readonly schema: string; readonly name: string }) =>
    code(spelt(contract, relation));
  return relations.flatMap((relation) => {
    const { schema, name, partitionKey, inherits } = relation;
    const lines = inherits.map((parent) => `${named(relation)} inherits from ${named(parent)}`);
    if (partitionKey === null) return lines;
    const parts = relations
      .filter(({ partition }) => partition?.of.schema === schema && partition.of.name === name)
      .map((part) => `${named(part)} (${code(part.partition?.bound ?? "")})`);
    const summary = parts.length === 0 ? "it has no partition yet" : listed(parts);
    return [...lines, `${named(relation)} by ${code(partitionKey)}: ${summary}`];
  });
}

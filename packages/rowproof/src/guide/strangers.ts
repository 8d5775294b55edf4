import type { Relation } from "../catalog/facts.js";
import { type CheckContext, tableBehind } from "../check/context.js";
import { code, codes } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** Tables and views of the exposed schemas that are in neither the contract nor an extension. */
export function strangersOf(context: CheckContext): readonly Relation[] {
  return context.catalog.relations.filter(
    (relation) =>
      relation.kind !== "sequence" &&
      relation.extension === null &&
      tableBehind(context, relation) === undefined,
  );
}

/** Each of them, with what a view reads. */
export function strangers({ contract, context }: Material): readonly string[] {
  return strangersOf(context).map((relation) => {
    const read = relation.reads.map((one) => spelt(contract, one));
    return `${relation.kind} ${code(spelt(contract, relation))}${read.length === 0 ? "" : `, which reads ${codes(read)}`}`;
  });
}

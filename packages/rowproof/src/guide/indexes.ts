import type { Index, Relation } from "../catalog/facts.js";
import { code, table } from "./markdown.js";

/** A table's indexes: the columns of each, and the constraint that it enforces. */
export function indexesTable({ indexes, constraints }: Relation): string {
  const rows = indexes.map((index) => {
    const kind = constraints.find(({ name }) => name === index.constraint)?.kind;
    const remarks = [kind ?? (index.unique ? "unique" : ""), index.valid ? "" : "**invalid**"];
    return [code(index.name), code(keyOf(index)), remarks.filter((remark) => remark !== "").join(", ")];
  });
  return rows.length === 0 ? "None." : table(["index", "on", "enforces"], rows);
}

/** The end of its definition: the method if it is not btree, the columns, the condition. */
function keyOf({ definition, method }: Index): string {
  const at = definition.indexOf(` USING ${method} `);
  if (at === -1) return definition;
  return definition.slice(at + (method === "btree" ? " USING btree " : " USING ").length);
}

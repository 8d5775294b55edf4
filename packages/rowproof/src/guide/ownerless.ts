import { code } from "./markdown.js";
import type { Material } from "./material.js";

/** Owner columns that can hold something other than a user's id. */
export function ownerless({ context }: Material): readonly string[] {
  return context.tables.flatMap((table) =>
    table.owners.flatMap((name) => {
      const column = table.relation.columns.find((one) => one.name === name);
      if (column === undefined) return [];
      const reasons = [
        ...(column.type === "uuid" ? [] : [`it is ${code(column.type)}`]),
        ...(column.notNull ? [] : ["it may be null"]),
      ];
      return reasons.length === 0 ? [] : [`${code(table.key)}, ${code(name)}: ${reasons.join(", and ")}`];
    }),
  );
}

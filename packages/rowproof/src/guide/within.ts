import type { Constraint } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { code, tuple } from "./markdown.js";
import type { Material } from "./material.js";

/** Tables whose rows must have a parent of the same owner, with the foreign key that enforces it. */
export function rowsWithinParent({ contract, context }: Material): readonly string[] {
  return context.tables.flatMap((table) => {
    const all = commands.map((command) => table.access.authenticated[command].rows);
    const rows = all.find((one) => one.kind === "own" && one.within !== undefined);
    if (rows?.kind !== "own" || rows.within === undefined) return [];
    const parent = contract.tableNamed(rows.within);
    const keys = table.relation.constraints.filter(
      (key) =>
        key.references?.schema === parent?.schema &&
        key.references?.name === parent?.name &&
        holdsOwner(key, rows.column),
    );
    return [
      `${sentenceOf(table, rows.within)} ${keys.map(keyInWords).join(" ") || "**No foreign key enforces it.**"}`,
    ];
  });
}

function sentenceOf(table: ResolvedTable, parent: string): string {
  return `${code(table.key)}: a user's row is within the same user's row of ${code(parent)}.`;
}

function holdsOwner(key: Constraint, owner: string): boolean {
  return key.enforced && key.columns.length > 1 && key.columns.includes(owner);
}

function keyInWords({ name, columns, references, validated }: Constraint): string {
  const unchecked = validated ? "" : " Older rows are unchecked.";
  return `The foreign key ${code(name)} (${tuple(columns)} → ${tuple(references?.columns ?? [])}) refuses any other, also from the service.${unchecked}`;
}

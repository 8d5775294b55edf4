import type { Constraint } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { code, tuple } from "./markdown.js";
import type { Material } from "./material.js";

/** Tables whose rows may only be in a parent of the same owner, with the foreign key that sees to it. */
export function keptWithin({ contract, context }: Material): readonly string[] {
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
      `${told(table, rows.within)} ${keys.map(keyInWords).join(" ") || "**No foreign key sees to it.**"}`,
    ];
  });
}

function told(table: ResolvedTable, parent: string): string {
  return `${code(table.key)}: a row of a user is in a row of ${code(parent)} of the same user.`;
}

function holdsOwner(key: Constraint, owner: string): boolean {
  return key.enforced && key.columns.length > 1 && key.columns.includes(owner);
}

function keyInWords({ name, columns, references, validated }: Constraint): string {
  const unchecked = validated ? "" : " Older rows are unchecked.";
  return `The foreign key ${code(name)} (${tuple(columns)} → ${tuple(references?.columns ?? [])}) refuses any other, the service's too.${unchecked}`;
}

import { type ContractRole, commands } from "../contract/contract.js";
import type { NamedTable } from "../contract/resolved.js";
import { listed } from "../sql/list.js";
import { code } from "./markdown.js";
import type { Material } from "./material.js";

/** Tables that no user reaches, and whether the service does. */
export function closedTables({ contract }: Material): readonly string[] {
  return contract.namedTables
    .filter((table) => !reaches(table, "anon") && !reaches(table, "authenticated"))
    .map((table) =>
      reaches(table, "service_role")
        ? `${code(table.key)}: for the service alone`
        : `${code(table.key)}: for nobody but the role that owns it, not even the service`,
    );
}

/** Tables of which something is open to whoever is not signed in. */
export function publicTables({ contract }: Material): readonly string[] {
  return contract.namedTables
    .filter((table) => reaches(table, "anon"))
    .map((table) => `${code(table.key)}: ${listed(allowed(table, "anon"))}`);
}

function reaches(table: NamedTable, role: ContractRole): boolean {
  return allowed(table, role).length > 0;
}

function allowed({ access }: NamedTable, role: ContractRole): readonly string[] {
  return commands.filter((command) => access[role][command].rows.kind !== "none");
}

import { type ContractRole, commands } from "../contract/contract.js";
import type { NamedTable } from "../contract/resolved.js";
import { listed } from "../sql/list.js";
import { code } from "./markdown.js";
import type { Material } from "./material.js";

/** Tables that no user can reach, and whether the service can. */
export function closedTables({ contract }: Material): readonly string[] {
  return contract.namedTables
    .filter((table) => !reaches(table, "anon") && !reaches(table, "authenticated"))
    .map((table) =>
      reaches(table, "service_role")
        ? `${code(table.key)}: only for the service`
        : `${code(table.key)}: only for its owner, not even for the service`,
    );
}

/** Tables that anonymous users can reach. */
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

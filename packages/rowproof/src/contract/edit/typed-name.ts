import type { RelationName } from "../../catalog/facts.js";
import type { Contract } from "../contract.js";
import { type ContractTable, contractTables, qualifiedName, viewsOf } from "../tables.js";

export type { ContractTable } from "../tables.js";

/** The schema and name that a name on the command line means, as a key of the contract would. */
export function typedName(typed: string, { schemas }: Contract): RelationName {
  return qualifiedName(typed, schemas);
}

/** The contract's table of that schema and name. */
export function tableEntry(contract: Contract, { schema, name }: RelationName): ContractTable | undefined {
  return contractTables(contract).find((table) => table.schema === schema && table.name === name);
}

/** What a contract uses a name for. */
export interface NameUse {
  readonly table: ContractTable;
  /** The table itself, a view with snake_case columns, or an alias: a view with the table's own column names. */
  readonly as: "table" | "views" | "aliases";
}

/** What the contract uses a name for; undefined if it is free. */
export function nameUse(contract: Contract, { schema, name }: RelationName): NameUse | undefined {
  for (const table of contractTables(contract).filter((one) => one.schema === schema)) {
    if (table.name === name) return { table, as: "table" };
    const view = viewsOf(table).find((one) => one.name === name);
    if (view !== undefined) return { table, as: view.path[0] };
  }
  return undefined;
}

import type { Catalog } from "../../catalog/facts.js";
import { type Contract, commands } from "../../contract/contract.js";
import { type ContractTable, ownerColumns } from "../../contract/tables.js";
import type { GivenColumns } from "./columns.js";
import { type Convention, conventionOf } from "./convention.js";

/** A table that the contract names and that is to be made. */
export interface NewTable {
  readonly table: ContractTable;
  readonly given: GivenColumns;
  readonly convention: Convention;
  /** With the table's entry. */
  readonly contract: Contract;
  /** Of the database without the table. */
  readonly catalog: Catalog;
}

/** A new table, with how its columns are named. */
export function newTable(source: Omit<NewTable, "convention">): NewTable {
  const { access } = source.table;
  const teams = commands
    .map((command) => access.authenticated[command].rows)
    .flatMap((rows) => (rows.kind === "member" ? [rows.column] : []));
  return { ...source, convention: conventionOf(source.given, [...ownerColumns(source.table), ...teams]) };
}

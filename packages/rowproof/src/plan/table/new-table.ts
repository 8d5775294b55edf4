import { commands } from "../../contract/contract.js";
import type { NamedTable, ResolvedContract } from "../../contract/resolved.js";
import type { GivenColumns } from "./columns.js";
import { type Convention, conventionOf } from "./convention.js";

/** A table that the contract names and a migration will create. */
export interface NewTable {
  readonly table: NamedTable;
  readonly given: GivenColumns;
  readonly convention: Convention;
  /** With the table's entry, resolved against the database without the table. */
  readonly contract: ResolvedContract;
}

/** A new table, with how its columns are named. */
export function newTable(source: Omit<NewTable, "convention">): NewTable {
  const { access } = source.table;
  const teams = commands
    .map((command) => access.authenticated[command].rows)
    .flatMap((rows) => (rows.kind === "member" ? [rows.column] : []));
  return { ...source, convention: conventionOf(source.given, [...source.table.owners, ...teams]) };
}

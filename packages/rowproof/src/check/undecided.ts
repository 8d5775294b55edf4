import { contractTables, ownerColumns } from "../contract/tables.js";
import { compatViewsOf } from "./compat.js";
import { counted } from "./objects.js";
import type { Subject, SubjectTable } from "./subject.js";

/** Why a line about the tables of the contract cannot be told yet: some of them are not there. */
export function tablesNotThere({ contract, tables }: Subject): string | undefined {
  const missing = contractTables(contract).length - tables.length;
  return missing === 0
    ? undefined
    : `${counted(missing, "table")} of the contract ${missing === 1 ? "is" : "are"} not there`;
}

/** Why what policies say is not what happens: they are not asked. */
export function policiesNotAsked(subject: Subject): string | undefined {
  const off = subject.tables.filter(({ relation }) => !relation.rowSecurity).length;
  if (off > 0) return `row level security is off for ${counted(off, "table")}`;
  const ownerless = subject.tables.length - tablesWithOwner(subject).length;
  return ownerless === 0
    ? tablesNotThere(subject)
    : `${counted(ownerless, "table")} ${ownerless === 1 ? "lacks" : "lack"} the owner column that the contract names`;
}

/**
 * The tables that have the owner columns which the contract names. Of the others that alone is told: every policy would
 * differ from a contract that names no column, and no mend of it could run.
 */
export function tablesWithOwner({ tables }: Subject): readonly SubjectTable[] {
  return tables.filter((table) => {
    const columns = table.relation.columns.map(({ name }) => name);
    return ownerColumns(table).every((column) => columns.includes(column));
  });
}

/** Why a line about compat views cannot be told yet. */
export function viewsNotThere(subject: Subject): string | undefined {
  const missing = compatViewsOf(subject).filter(({ view }) => view === undefined).length;
  return missing === 0
    ? tablesNotThere(subject)
    : `${counted(missing, "view")} ${missing === 1 ? "is" : "are"} not there`;
}

import { contractTables } from "../contract/tables.js";
import { compatViewsOf } from "./compat.js";
import { counted } from "./objects.js";
import type { Subject } from "./subject.js";

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
  return off === 0 ? tablesNotThere(subject) : `row level security is off for ${counted(off, "table")}`;
}

/** Why a line about compat views cannot be told yet. */
export function viewsNotThere(subject: Subject): string | undefined {
  const missing = compatViewsOf(subject).filter(({ view }) => view === undefined).length;
  return missing === 0
    ? tablesNotThere(subject)
    : `${counted(missing, "view")} ${missing === 1 ? "is" : "are"} not there`;
}

import { commands } from "../contract/contract.js";
import { isOwnerType } from "../contract/owner-type.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { counted } from "../sql/list.js";
import { wantedRows } from "./admission.js";
import { compatViewsOf } from "./compat.js";
import { isPredicate } from "./predicates.js";
import type { Subject } from "./subject.js";

/** Why a line about the tables of the contract cannot be told yet: some of them are not there. */
export function tablesNotThere({ contract, tables }: Subject): string | undefined {
  const missing = contract.namedTables.length - tables.length;
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
    : `${counted(ownerless, "table")} ${ownerless === 1 ? "lacks" : "lack"} a column that the contract names, or cannot be asked its condition`;
}

/**
 * The tables of which the contract's rows can be told: they have the owner columns that it names, and its conditions could
 * be asked of them. Of the others that alone is told: every policy would differ from a contract that cannot be compared,
 * and no fix of it could run.
 */
export function tablesWithOwner(subject: Subject): readonly ResolvedTable[] {
  return subject.tables.filter((table) => {
    const { columns } = table.relation;
    const comparable = (owner: string) =>
      columns.some((column) => column.name === owner && isOwnerType(column));
    return table.owners.every(comparable) && predicatesAreBound(subject, table);
  });
}

function predicatesAreBound(subject: Subject, table: ResolvedTable): boolean {
  return (["anon", "authenticated"] as const).every((role) =>
    commands.every(
      (command) =>
        !isPredicate(table.access[role][command].rows) ||
        wantedRows(subject, table, role, command).predicate !== undefined,
    ),
  );
}

/** Why a line about compat views cannot be told yet. */
export function viewsNotThere(subject: Subject): string | undefined {
  const missing = compatViewsOf(subject).filter(({ view }) => view === undefined).length;
  return missing === 0
    ? tablesNotThere(subject)
    : `${counted(missing, "view")} ${missing === 1 ? "is" : "are"} not there`;
}

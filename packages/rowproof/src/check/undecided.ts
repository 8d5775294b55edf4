import { commands } from "../contract/contract.js";
import { isOwnerType } from "../contract/owner-type.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { counted } from "../sql/list.js";
import { wantedRows } from "./admission.js";
import { compatViewsOf } from "./compat.js";
import type { CheckContext } from "./context.js";
import { isPredicate } from "./predicates.js";

/** Why a check of the contract's tables is undecided: some of them do not exist. */
export function tablesNotThere({ contract, tables }: CheckContext): string | undefined {
  const missing = contract.namedTables.length - tables.length;
  return missing === 0
    ? undefined
    : `${counted(missing, "table")} of the contract ${missing === 1 ? "does" : "do"} not exist`;
}

/** Why a check of the policies is undecided: they do not apply. */
export function policiesNotAsked(context: CheckContext): string | undefined {
  const off = context.tables.filter(({ relation }) => !relation.rowSecurity).length;
  if (off > 0) return `row level security is off for ${counted(off, "table")}`;
  const ownerless = context.tables.length - tablesWithOwner(context).length;
  return ownerless === 0
    ? tablesNotThere(context)
    : `${counted(ownerless, "table")} ${ownerless === 1 ? "lacks" : "lack"} a column that the contract names, or its condition is not valid`;
}

/**
 * The tables whose rows can be compared with the contract: they have the owner columns that it names, and its conditions are
 * valid for them. The others have only that finding: every policy would differ from a contract that cannot be compared,
 * and no fix could run.
 */
export function tablesWithOwner(context: CheckContext): readonly ResolvedTable[] {
  return context.tables.filter((table) => {
    const { columns } = table.relation;
    const comparable = (owner: string) =>
      columns.some((column) => column.name === owner && isOwnerType(column));
    return table.owners.every(comparable) && predicatesAreBound(context, table);
  });
}

function predicatesAreBound(context: CheckContext, table: ResolvedTable): boolean {
  return (["anon", "authenticated"] as const).every((role) =>
    commands.every(
      (command) =>
        !isPredicate(table.access[role][command].rows) ||
        wantedRows(context, table, role, command).predicate !== undefined,
    ),
  );
}

/** Why a check of the compat views is undecided. */
export function viewsNotThere(context: CheckContext): string | undefined {
  const missing = compatViewsOf(context).filter(({ view }) => view === undefined).length;
  return missing === 0
    ? tablesNotThere(context)
    : `${counted(missing, "view")} ${missing === 1 ? "does" : "do"} not exist`;
}

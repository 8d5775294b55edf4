import type { Relation, RelationName } from "../../catalog/facts.js";
import type { Privilege } from "../../catalog/privileges.js";
import { contractRoles } from "../../contract/contract.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Group } from "../action.js";
import { locks } from "../locks.js";

/** The privileges that reach rows through a view. */
const onRows = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/**
 * Grants on a view, to roles outside the contract, what they may do with the rows of its table or of the table's other views.
 * The table's owner, who may not own the view, gets everything.
 */
export function grantsToOthers(
  view: RelationName,
  table: Relation,
  others: readonly Relation[],
  currentRole: string,
): readonly Group[] {
  const grants = [
    ...new Set([table, ...others].flatMap((relation) => grantsOf(relation, table.owner, view))),
    ...(table.owner === currentRole
      ? []
      : [`grant ${onRows.join(", ").toLowerCase()} on ${quoteRelation(view)} to ${quoteName(table.owner)};`]),
  ];
  if (grants.length === 0) return [];
  const name = displayName(view.schema, view.name);
  return [
    {
      phase: "within",
      object: `view ${name}`,
      reason: `Roles outside the contract get the same access to ${name} as to ${displayName(table.schema, table.name)}.`,
      actions: grants.map((sql) => ({ sql, lock: locks.none })),
    },
  ];
}

function grantsOf(relation: Relation, owner: string, view: RelationName): readonly string[] {
  return [
    ...relation.privileges.map((privilege) => ({ privilege, column: undefined })),
    ...relation.columns.flatMap(({ name, privileges }) =>
      privileges.map((privilege) => ({ privilege, column: name })),
    ),
  ]
    .filter(({ privilege }) => isOthers(privilege, [owner, relation.owner]))
    .map(({ privilege: { privilege, grantee, grantable }, column }) => {
      const what = column === undefined ? "" : ` (${quoteName(column)})`;
      const option = grantable ? " with grant option" : "";
      return `grant ${privilege.toLowerCase()}${what} on ${quoteRelation(view)} to ${quoteName(grantee)}${option};`;
    });
}

function isOthers({ grantee, privilege }: Privilege, owners: readonly string[]): boolean {
  const known: readonly string[] = ["PUBLIC", ...contractRoles, ...owners];
  return onRows.includes(privilege) && !known.includes(grantee);
}

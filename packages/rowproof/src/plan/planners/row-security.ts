import type { Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { bypassesRls, inheritedRoles } from "../../check/roles.js";
import { accessInWords } from "../../check/rows-in-words.js";
import { commands, contractRoles } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { planned } from "../action.js";
import { locks } from "../locks.js";
import type { Planner, Planning } from "../planning.js";

const users = ["anon", "authenticated"] as const;

/** Without row level security a privilege opens every row. Commands that the contract withholds are among the revokes. */
function fewerRows(table: ResolvedTable, role: (typeof users)[number]): readonly string[] {
  const { relation, access } = table;
  const held = commands.filter((command) => {
    const { kind } = access[role][command].rows;
    const privilege = command.toUpperCase();
    return (
      kind !== "none" &&
      kind !== "all" &&
      relation.effective.some((one) => one.role === role && one.privilege === privilege)
    );
  });
  const name = displayName(relation.schema, relation.name);
  return accessInWords(table, role, held).map(
    (words) => `${role} can ${words} of ${name}, and every row until now`,
  );
}

/** Roles that have a privilege on rows, but no remaining policy: they see no row. */
function hiddenFromOthers({ context, blamed }: Planning, relation: Relation): readonly string[] {
  const { catalog } = context;
  // The contract's policies also apply to the members of its roles.
  const admitted = new Set<string>([
    ...contractRoles,
    ...relation.policies
      .filter((policy) => policy.permissive && !blamed.has(policyObject(policy, relation)))
      .flatMap(({ roles }) => roles),
  ]);
  const grantees = [...relation.privileges, ...relation.columns.flatMap(({ privileges }) => privileges)]
    .filter(({ privilege }) => commands.some((command) => command.toUpperCase() === privilege))
    .map(({ grantee }) => grantee);
  const isHidden = (role: string) => {
    const inherited = inheritedRoles(catalog, role);
    return (
      !bypassesRls(catalog, role) &&
      !inherited.has(relation.owner) &&
      ![...admitted].some((one) => inherited.has(one))
    );
  };
  const name = displayName(relation.schema, relation.name);
  return [...new Set(grantees)]
    .filter(isHidden)
    .sort()
    .map(
      (role) =>
        `${role === "PUBLIC" ? "every other role" : `role ${displayName(role)}`} no longer sees any row of ${name}: row level security is on, and no policy names this role`,
    );
}

/** A direct query of a partition uses the partition's own setting, so each gets one. */
export const rowSecurity: Planner = {
  fixes: ["rls/off"],
  plan: (planning) => {
    const { context } = planning;
    const open = context.catalog.relations.filter(
      (relation) => isTable(relation) && relation.extension === null && !relation.rowSecurity,
    );
    if (open.length === 0) return planned({});
    return planned({
      groups: [
        {
          phase: "within",
          object: open.map(objectOf).join(", "),
          reason:
            "Row level security comes first: from here on, a table shows only the rows that its policies admit.",
          actions: open.map((relation) => ({
            sql: `alter table ${quoteRelation(relation)} enable row level security;`,
            lock: locks.exclusive(displayName(relation.schema, relation.name)),
          })),
        },
      ],
      removals: [
        ...context.tables
          .filter(({ relation }) => open.includes(relation))
          .flatMap((table) => users.flatMap((role) => fewerRows(table, role))),
        ...open.flatMap((relation) => hiddenFromOthers(planning, relation)),
      ],
    });
  },
};

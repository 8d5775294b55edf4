import { identifier, raw } from "../../sql/sql.js";
import { hasEveryRow, may, rowCommands } from "../access.js";
import type { MutableTable, MutationContext } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noPrivilege = "BYPASSRLS gives no privilege, and anonymous users have none on any table or view";
const everyRow = "the contract already gives anonymous users every row that their privileges reach";
const ownPolicies =
  "the service has a policy that admits every row on each table on which it has a privilege";

export const roleAttribute: MutantClass = {
  id: "role-attribute",
  breaks: "A role gains SUPERUSER or BYPASSRLS, or the service loses BYPASSRLS.",
  appliesTo: "roles",
  serverWide: true,
  changes: (context) =>
    [
      { role: "authenticated", attribute: "bypassrls" },
      { role: "authenticated", attribute: "superuser" },
      { role: "anon", attribute: "superuser" },
      { role: "anon", attribute: "bypassrls", equivalent: whyAnonymous(context) },
      { role: "service_role", attribute: "nobypassrls", equivalent: whyService(context) },
    ].map(({ role, attribute, equivalent }) => ({
      on: `${role} ${attribute}`,
      sql: statement`alter role ${identifier(role)} ${raw(attribute)}`,
      equivalent,
    })),
};

function whyAnonymous({ catalog, tables }: MutationContext): string | undefined {
  const reached = catalog.relations.filter(({ effective }) => effective.some(({ role }) => role === "anon"));
  if (reached.length === 0) return noPrivilege;
  const open = tables.filter((table) => hasEveryRow(table, "anon")).map(({ relation }) => relation);
  return reached.every((relation) => open.includes(relation)) ? everyRow : undefined;
}

function whyService({ tables }: MutationContext): string | undefined {
  return tables.every(isOpenToService) ? ownPolicies : undefined;
}

function isOpenToService(table: MutableTable): boolean {
  const reached = rowCommands.some((command) => may(table, "service_role", command.toUpperCase()));
  return !reached || table.servicePolicy?.using === "true";
}

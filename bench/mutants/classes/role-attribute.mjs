import { raw, statement } from "../statement.mjs";

const noPrivilege = "BYPASSRLS gives no privilege, and anon has none on any table or view";
const ownPolicies =
  "the service has a policy on every table on which it has a privilege, and that admits every row";

const attributes = [
  { role: "authenticated", attribute: "bypassrls" },
  { role: "authenticated", attribute: "superuser" },
  { role: "anon", attribute: "superuser" },
  { role: "anon", attribute: "bypassrls", equivalent: noPrivilege },
  { role: "service_role", attribute: "nobypassrls", equivalent: ownPolicies },
];

/** @type {import("../mutants.mjs").MutantClass} */
export const roleAttribute = {
  name: "role attribute",
  serverWide: true,
  changes: () =>
    attributes.map(({ role, attribute, ...why }) => ({
      on: `${role} ${attribute}`,
      sql: statement`alter role ${raw(role)} ${raw(attribute)}`,
      ...why,
    })),
};

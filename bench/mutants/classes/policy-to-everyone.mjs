import { withRoles } from "../policy.mjs";
import { onePolicyEach } from "../subject.mjs";

const noPrivilege =
  "a policy gives no privilege: whoever is not signed in has none on the table (42501), and the service is not asked";

/** @type {import("../mutants.mjs").MutantClass} */
export const policyToEveryone = {
  name: "policy without TO",
  changes: (subject) =>
    onePolicyEach(subject).map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: withRoles({ table, policy }, ["PUBLIC"]),
      equivalent: noPrivilege,
    })),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const policyToAnon = {
  name: "policy to anon beside",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "insert")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withRoles({ table, policy }, ["anon", ...policy.roles]),
        equivalent: noPrivilege,
      })),
};

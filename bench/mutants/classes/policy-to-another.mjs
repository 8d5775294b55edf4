import { withRoles } from "../policy.mjs";
import { onePolicyEach } from "../subject.mjs";

/**
 * The policy is for whoever is not signed in, and nobody else.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyToAnother = {
  name: "policy to the wrong role",
  changes: (subject) =>
    onePolicyEach(subject).map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: withRoles({ table, policy }, ["anon"]),
    })),
};

import { dropped } from "../policy.mjs";

/**
 * Row security is on and says nothing: nobody's rows are reached.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policiesMissing = {
  name: "row security without a policy",
  changes: ({ owned }) =>
    owned.map((table) => ({
      on: table.name,
      sql: table.relation.policies.map((policy) => dropped({ table, policy })).join(";\n"),
    })),
};

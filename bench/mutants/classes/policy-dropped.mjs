import { dropped } from "../policy.mjs";

/** @type {import("../mutants.mjs").MutantClass} */
export const policyDropped = {
  name: "policy dropped",
  changes: ({ policies }) =>
    policies.map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: dropped({ table, policy }),
    })),
};

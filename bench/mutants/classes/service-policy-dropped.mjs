import { dropped } from "../policy.mjs";

const bypass =
  "service_role has BYPASSRLS, so that no policy is asked for it; the policy is for the day on which it has not";

/** @type {import("../mutants.mjs").MutantClass} */
export const servicePolicyDropped = {
  name: "service policy dropped",
  changes: ({ tables }) =>
    tables
      .filter(({ service }) => service !== undefined)
      .map((table) => ({
        on: table.name,
        sql: dropped({ table, policy: table.service }),
        equivalent: bypass,
      })),
};

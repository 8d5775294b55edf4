import { madeAgain } from "../policy.mjs";

/**
 * An insert policy without an expression lets no row in: there is no USING to fall back on.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const insertCheckDropped = {
  name: "with check of insert dropped",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "insert")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: madeAgain({ table, policy }, { withCheck: null }),
      })),
};

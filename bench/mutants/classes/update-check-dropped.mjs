import { madeAgain } from "../policy.mjs";

const fallback =
  "an UPDATE policy without WITH CHECK holds the new row to its USING expression (CREATE POLICY), and the two are the same here";

/** @type {import("../mutants.mjs").MutantClass} */
export const updateCheckDropped = {
  name: "with check of update dropped",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "update" && policy.using === policy.withCheck)
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: madeAgain({ table, policy }, { withCheck: null }),
        equivalent: fallback,
      })),
};

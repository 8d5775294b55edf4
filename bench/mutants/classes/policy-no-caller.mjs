import { withExpressions } from "../policy.mjs";
import { piece } from "../statement.mjs";

/**
 * Whoever is authenticated and has no subject is everybody.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyNoCaller = {
  name: "policy or no caller",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "select")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, (before) => piece`${before} or (select auth.uid()) is null`),
      })),
};

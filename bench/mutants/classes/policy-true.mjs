import { withExpressions } from "../policy.mjs";
import { raw } from "../statement.mjs";

/**
 * `using` and `with check`, whichever it has.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyTrue = {
  name: "policy widened to true",
  changes: ({ policies }) =>
    policies.map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: withExpressions({ table, policy }, () => raw("true")),
    })),
};

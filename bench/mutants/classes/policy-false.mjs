import { withExpressions } from "../policy.mjs";
import { raw } from "../statement.mjs";
import { onePolicyEach } from "../subject.mjs";

/** @type {import("../mutants.mjs").MutantClass} */
export const policyFalse = {
  name: "policy narrowed to false",
  changes: (subject) =>
    onePolicyEach(subject).map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: withExpressions({ table, policy }, () => raw("false")),
    })),
};

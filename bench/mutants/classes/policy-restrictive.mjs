import { madeAgain } from "../policy.mjs";
import { onePolicyEach } from "../subject.mjs";

/**
 * Only restrictive policies for a command: nobody gets in.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyRestrictive = {
  name: "policy restrictive",
  changes: (subject) =>
    onePolicyEach(subject).map(({ table, policy }) => ({
      on: `${policy.name} on ${table.name}`,
      sql: madeAgain({ table, policy }, { permissive: false }),
    })),
};

import { withExpressions } from "../policy.mjs";
import { piece, raw } from "../statement.mjs";

/**
 * A claim that users write themselves makes an admin.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyUserMetadata = {
  name: "policy trusts user_metadata",
  changes: ({ policies }) =>
    policies
      .filter(({ policy }) => policy.command === "select")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, (before) => piece`${before} or ${selfMadeAdmin}`),
      })),
};

const selfMadeAdmin = raw("(select auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'");

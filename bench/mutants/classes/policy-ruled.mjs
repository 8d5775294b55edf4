import { withExpressions } from "../policy.mjs";
import { piece, raw } from "../statement.mjs";

/**
 * Policies that say more than whose the row is: reduced to that, and asking for another role than the contract does.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyRuled = {
  name: "policy by another rule",
  changes: ({ policies }) =>
    policies
      .filter(({ table, policy }) => table.ruled.has(policy.command))
      .flatMap(({ table, policy }) => {
        const on = `${policy.name} on ${table.name}`;
        const own = withExpressions({ table, policy }, () => table.own ?? raw("false"));
        const roles = /ARRAY\[[^\]]*\]/;
        const others = (before) => piece`${raw(before.text.replace(roles, "ARRAY['user'::text]"))}`;
        const asks = roles.test(policy.using ?? policy.withCheck);
        return [
          { on: `${on}, own rows alone`, sql: own },
          ...(asks ? [{ on: `${on}, role user`, sql: withExpressions({ table, policy }, others) }] : []),
        ];
      }),
};

import { policiesFor } from "../../../packages/rowproof/dist/mutants/access.js";
import { policyChange, withExpressions } from "../../../packages/rowproof/dist/mutants/policy-change.js";
import { piece, raw } from "../statement.mjs";
import { tableNamed } from "../tables.mjs";

/** @type {import("../selection.mjs").MutantClass} */
export const policyAnotherRow = {
  id: "policy-another-row",
  breaks: "Users with a row in users_roles can read every row, because the condition on this row is missing.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 0 },
  changes: (context) => {
    const roles = tableNamed(context, "users_roles");
    const condition = piece`exists (select from ${roles.id} as held where held.${raw(roles.own.text)})`;
    return policiesFor(context.policies, "select")
      .filter(({ table }) => table !== roles)
      .map((one) =>
        policyChange(
          one,
          withExpressions(one, () => condition),
        ),
      );
  },
};

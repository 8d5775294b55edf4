import { policiesFor } from "../access.js";
import { isOwned, type MutableOwnedTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

/** The condition names a column of this row, and Postgres takes the inner table's column of that name. */
export const policyInnerBinding: MutantClass = {
  id: "policy-inner-binding",
  breaks: "A policy tests the caller's row in another table and forgets this row.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ policies, owned }) =>
    policiesFor(policies, "delete").flatMap((one) => {
      const other = isOwned(one.table) ? namesake(one.table, owned) : undefined;
      if (other === undefined) return [];
      const condition = piece`exists (select from ${other.id} where ${other.own})`;
      return [
        policyChange(
          one,
          withExpressions(one, () => condition),
        ),
      ];
    }),
};

/** Another table whose owner column has the same name and type. */
function namesake(
  table: MutableOwnedTable,
  owned: readonly MutableOwnedTable[],
): MutableOwnedTable | undefined {
  return owned.find((other) => other !== table && other.own.text === table.own.text);
}

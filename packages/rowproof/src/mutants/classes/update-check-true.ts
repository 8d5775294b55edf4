import { identifier } from "../../sql/sql.js";
import { limiting, may, policiesFor } from "../access.js";
import type { MutableTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange } from "../policy-change.js";
import { statement } from "../statement.js";

const ownerNotWritable =
  "USING only admits the caller's own rows, and users cannot write the owner column: the new row is theirs whatever WITH CHECK says";
const sameUsing = "USING has the same condition, on the caller alone: anybody who meets it may write any row";

export const updateCheckTrue: MutantClass = {
  id: "update-check-true",
  breaks: "An update may end with another user's row, so users can give rows away.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "update").map((one) =>
      policyChange(
        one,
        statement`alter policy ${identifier(one.policy.name)} on ${one.table.id} with check (true)`,
        whyEqual(one.table),
      ),
    ),
};

function whyEqual(table: MutableTable): string | undefined {
  if (table.conditional.has("update")) return sameUsing;
  return may(table, "authenticated", "UPDATE", table.owner?.name) ? undefined : ownerNotWritable;
}

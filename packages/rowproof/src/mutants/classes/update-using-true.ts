import { identifier } from "../../sql/sql.js";
import { limiting, may, policiesFor } from "../access.js";
import type { MutableTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange } from "../policy-change.js";
import { statement } from "../statement.js";

const ownerStays =
  "the check keeps the row with the caller and the owner column cannot be written, so no other row changes; an update without a condition fails as a whole, and by its key the user's own row changes as before";
const sameCheck =
  "WITH CHECK has the same condition, on the caller alone: anybody who does not meet it changes nothing and gets 42501 where no row was found before";

/** An update that reads no column can take over other users' rows. */
export const updateUsingTrue: MutantClass = {
  id: "update-using-true",
  breaks: "An update may start from any user's row, so rows can be taken over.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "update").map((one) =>
      policyChange(
        one,
        statement`alter policy ${identifier(one.policy.name)} on ${one.table.id} using (true)`,
        whyEqual(one.table),
      ),
    ),
};

function whyEqual(table: MutableTable): string | undefined {
  if (table.conditional.has("update")) return sameCheck;
  const writable = may(table, "authenticated", "UPDATE", table.owner?.name);
  return writable ? undefined : ownerStays;
}

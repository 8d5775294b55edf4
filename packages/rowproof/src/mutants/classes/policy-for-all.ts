import { isForOwn, limiting, may, policiesFor } from "../access.js";
import type { MutablePolicy } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, recreated } from "../policy-change.js";

const notWritable =
  "the policy opens inserts and updates that end with another user's row, and users may neither insert here nor update the owner column";

export const policyForAll: MutantClass = {
  id: "policy-for-all",
  breaks: "A select policy applies to all commands and does not limit new rows.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "select").map((one) =>
      policyChange(
        one,
        recreated(one, { command: "all", withCheck: "true" }),
        writesOwner(one) || showsOthers(one) ? undefined : notWritable,
      ),
    ),
};

function writesOwner({ table }: MutablePolicy): boolean {
  return ["INSERT", "UPDATE"].some((privilege) => may(table, "authenticated", privilege, table.owner?.name));
}

/** Whether the rows that it shows, and would open to updates, include other users' rows. */
function showsOthers(one: MutablePolicy): boolean {
  return !isForOwn(one) && may(one.table, "authenticated", "UPDATE");
}

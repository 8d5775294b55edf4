import { whyNotWider } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { withRoles } from "../policy-change.js";
import { servicePolicies } from "../service-policies.js";

const closed = "a policy gives no privilege, and only the service has one on the table";

export const servicePolicyToEveryone: MutantClass = {
  id: "service-policy-to-everyone",
  breaks: "The policy that is meant for the service has no TO, so it applies to every role.",
  appliesTo: "tables",
  sampling: { every: 2, offset: 0 },
  changes: ({ tables }) =>
    servicePolicies(tables).map((one) => ({
      on: one.table.name,
      sql: withRoles(one, ["PUBLIC"]),
      equivalent: whyNotWider(one.table, closed),
    })),
};

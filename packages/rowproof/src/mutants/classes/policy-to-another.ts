import { onePolicyEach } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withRoles } from "../policy-change.js";

export const policyToAnother: MutantClass = {
  id: "policy-to-another",
  breaks: "A policy applies to anonymous users only, so signed-in users cannot reach their rows.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ tables }) => onePolicyEach(tables).map((one) => policyChange(one, withRoles(one, ["anon"]))),
};

import { policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { whyNotForAnonymous } from "../policy-arguments.js";
import { policyChange, withRoles } from "../policy-change.js";

export const policyToAnon: MutantClass = {
  id: "policy-to-anon",
  breaks: "An insert policy also applies to anonymous users.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 1 },
  changes: ({ policies }) =>
    policiesFor(policies, "insert").map((one) =>
      policyChange(one, withRoles(one, ["anon", ...one.policy.roles]), whyNotForAnonymous(one)),
    ),
};

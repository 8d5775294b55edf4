import { onePolicyEach } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { whyNotForAnonymous } from "../policy-arguments.js";
import { policyChange, withRoles } from "../policy-change.js";

export const policyToEveryone: MutantClass = {
  id: "policy-to-everyone",
  breaks: "A policy without TO also applies to anonymous users and every other role.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 0 },
  changes: ({ tables }) =>
    onePolicyEach(tables).map((one) =>
      policyChange(one, withRoles(one, ["PUBLIC"]), whyNotForAnonymous(one)),
    ),
};

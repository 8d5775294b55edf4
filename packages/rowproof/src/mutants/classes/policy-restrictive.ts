import { onePolicyEach } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, recreated } from "../policy-change.js";

export const policyRestrictive: MutantClass = {
  id: "policy-restrictive",
  breaks: "The only policies for a command are restrictive, so they admit no row.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 0 },
  changes: ({ tables }) =>
    onePolicyEach(tables).map((one) => policyChange(one, recreated(one, { permissive: false }))),
};

import { policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, recreated } from "../policy-change.js";

const fallback =
  "an UPDATE policy without WITH CHECK applies its USING expression to the new row (CREATE POLICY), and here the two are the same";

export const updateCheckDropped: MutantClass = {
  id: "update-check-dropped",
  breaks: "Nothing: an update policy loses a `with check` that repeats its `using`.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 0 },
  changes: ({ policies }) =>
    policiesFor(policies, "update")
      .filter(({ policy }) => policy.using === policy.withCheck)
      .map((one) => policyChange(one, recreated(one, { withCheck: null }), fallback)),
};

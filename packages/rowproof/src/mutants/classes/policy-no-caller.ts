import { limiting, policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

export const policyNoCaller: MutantClass = {
  id: "policy-no-caller",
  breaks: "A signed-in request whose token has no subject can read every row.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 0 },
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "select").map((one) =>
      policyChange(
        one,
        withExpressions(one, (before) => piece`${before} or (select auth.uid()) is null`),
      ),
    ),
};

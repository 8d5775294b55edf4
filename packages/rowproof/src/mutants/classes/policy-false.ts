import { raw } from "../../sql/sql.js";
import { onePolicyEach } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";

export const policyFalse: MutantClass = {
  id: "policy-false",
  breaks: "A policy admits no row: `using` and `with check` are false.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ tables }) =>
    onePolicyEach(tables).map((one) =>
      policyChange(
        one,
        withExpressions(one, () => raw("false")),
      ),
    ),
};

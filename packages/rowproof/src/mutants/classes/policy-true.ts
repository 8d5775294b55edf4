import { raw } from "../../sql/sql.js";
import { limiting } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";

export const policyTrue: MutantClass = {
  id: "policy-true",
  breaks: "A policy admits every row: `using` and `with check` are true.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    limiting(policies).map((one) =>
      policyChange(
        one,
        withExpressions(one, () => raw("true")),
      ),
    ),
};

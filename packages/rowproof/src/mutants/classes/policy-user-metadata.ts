import { raw } from "../../sql/sql.js";
import { limiting, policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, withExpressions } from "../policy-change.js";
import { piece } from "../statement.js";

const admin = raw("(select auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'");

export const policyUserMetadata: MutantClass = {
  id: "policy-user-metadata",
  breaks: "A policy trusts user_metadata, a claim that users write themselves.",
  appliesTo: "policies",
  sampling: { every: 2, offset: 1 },
  changes: ({ policies }) =>
    policiesFor(limiting(policies), "select").map((one) =>
      policyChange(
        one,
        withExpressions(one, (before) => piece`${before} or ${admin}`),
      ),
    ),
};

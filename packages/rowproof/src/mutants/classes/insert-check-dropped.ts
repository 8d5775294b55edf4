import { policiesFor } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { policyChange, recreated } from "../policy-change.js";

/** An insert has no USING expression to fall back on. */
export const insertCheckDropped: MutantClass = {
  id: "insert-check-dropped",
  breaks: "An insert policy has no expression, so it admits no row.",
  appliesTo: "policies",
  changes: ({ policies }) =>
    policiesFor(policies, "insert").map((one) => policyChange(one, recreated(one, { withCheck: null }))),
};

import type { MutantClass } from "../mutant.js";
import { dropped, policyChange } from "../policy-change.js";

export const policyDropped: MutantClass = {
  id: "policy-dropped",
  breaks: "A policy is missing, so users cannot run its command on their rows.",
  appliesTo: "policies",
  sampling: { every: 3, offset: 1 },
  changes: ({ policies }) => policies.map((one) => policyChange(one, dropped(one))),
};

import type { MutantClass } from "../mutant.js";
import { dropped } from "../policy-change.js";

export const policiesMissing: MutantClass = {
  id: "policies-missing",
  breaks: "Row level security is on without a policy, so users cannot reach their own rows.",
  appliesTo: "tables with an owner",
  sampling: { every: 2, offset: 1 },
  changes: ({ owned }) =>
    owned
      .filter(({ policies }) => policies.length > 0)
      .map((table) => ({
        on: table.name,
        sql: table.relation.policies.map((policy) => dropped({ table, policy })).join(";\n"),
      })),
};

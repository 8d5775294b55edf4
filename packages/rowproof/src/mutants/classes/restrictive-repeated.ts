import type { MutantClass } from "../mutant.js";
import { restrictivePolicy } from "../restrictive-policy.js";

const repeated =
  "every policy for signed-in users already has this condition, and repeating a condition narrows nothing";

export const restrictiveRepeated: MutantClass = {
  id: "restrictive-repeated",
  breaks: "A restrictive policy admits the caller's own rows only, which narrows tables that share rows.",
  appliesTo: "tables with an owner",
  sampling: { every: 2, offset: 0 },
  changes: ({ owned }) =>
    owned
      .filter(({ owner }) => owner.type === "uuid")
      .map((table) => ({
        on: table.name,
        sql: restrictivePolicy(table, table.own),
        equivalent: table.conditional.size + table.open.authenticated.size === 0 ? repeated : undefined,
      })),
};

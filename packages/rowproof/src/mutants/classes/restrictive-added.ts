import { raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { restrictivePolicy } from "../restrictive-policy.js";

export const restrictiveAdded: MutantClass = {
  id: "restrictive-added",
  breaks: "A restrictive policy rejects every row, so users lose access to their own.",
  appliesTo: "tables with an owner",
  sampling: { every: 2, offset: 1 },
  changes: ({ owned }) =>
    owned.map((table) => ({ on: table.name, sql: restrictivePolicy(table, raw("false")) })),
};

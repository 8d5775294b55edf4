import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

/** A function in pg_temp is enough for a trigger. */
export const grantTrigger: MutantClass = {
  id: "grant-trigger",
  breaks: "Signed-in users can create triggers on a table and so decide what other users' writes do.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 2 },
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: `${table.name} to authenticated`,
      sql: statement`grant trigger on ${table.id} to authenticated`,
    })),
};

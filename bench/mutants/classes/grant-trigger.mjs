import { statement } from "../statement.mjs";

/**
 * Whoever may make triggers on a table decides what others' writes do: a function in pg_temp is enough.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantTrigger = {
  name: "trigger granted",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: `${table.name} to authenticated`,
      sql: statement`grant trigger on ${table.id} to authenticated`,
    })),
};

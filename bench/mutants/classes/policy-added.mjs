import { statement } from "../statement.mjs";
import { isReached } from "../subject.mjs";

const closed = "a policy gives no privilege, and signed-in users have none on the table";

/**
 * A second permissive policy beside the ones that are right: they are OR-ed.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyAdded = {
  name: "permissive policy added",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`create policy mutant on ${table.id} for all to authenticated using (true)`,
      ...(isReached(table) ? {} : { equivalent: closed }),
    })),
};

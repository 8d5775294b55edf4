import { whyNotWider } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const closed = "a policy gives no privilege, and signed-in users have none on the table";

/** Postgres combines permissive policies with OR. */
export const policyAdded: MutantClass = {
  id: "policy-added",
  breaks: "A second permissive policy admits every row, whatever the right ones say.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 0 },
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`create policy mutant on ${table.id} for all to authenticated using (true)`,
      equivalent: whyNotWider(table, closed),
    })),
};

import { whyNotWider } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const closed =
  "only the service has a privilege on the table, and row level security never applies to the service: it has BYPASSRLS";

export const rowSecurityOff: MutantClass = {
  id: "row-security-off",
  breaks: "Row level security is off, so the policies of the table do nothing.",
  appliesTo: "tables",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`alter table ${table.id} disable row level security`,
      equivalent: whyNotWider(table, closed),
    })),
};

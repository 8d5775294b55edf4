import { statement } from "../statement.mjs";
import { isReached } from "../subject.mjs";

const closed =
  "no caller but the service has a privilege on the table, and row security never holds the service: it has BYPASSRLS";

/** @type {import("../mutants.mjs").MutantClass} */
export const rowSecurityOff = {
  name: "row security off",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`alter table ${table.id} disable row level security`,
      ...(isReached(table) ? {} : { equivalent: closed }),
    })),
};

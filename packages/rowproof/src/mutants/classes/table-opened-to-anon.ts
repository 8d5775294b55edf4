import { raw } from "../../sql/sql.js";
import { isAdmitted, may } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { openingTo } from "../opening.js";

export const tableOpenedToAnon: MutantClass = {
  id: "table-opened-to-anon",
  breaks: "Anonymous users can read every row of a table.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 2 },
  changes: ({ tables }) =>
    tables
      .filter((table) => !(may(table, "anon", "SELECT") && isAdmitted(table, "anon", "select")))
      .map((table) => ({
        on: table.name,
        sql: openingTo("anon", { table, command: "select", condition: raw("true") }),
      })),
};

import { raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noTable =
  "only a table's owner creates foreign keys; users own no table and may create none, and the key of a temporary table may only refer to temporary tables (42P16)";
const noRow = "MAINTAIN (from version 17 on) rewrites, counts and locks; it shows no row and changes none";

export const grantIdle: MutantClass = {
  id: "grant-idle",
  breaks: "Nothing: signed-in users get REFERENCES and MAINTAIN, which reach no row.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 0 },
  changes: ({ tables, catalog }) => {
    const maintain = catalog.server.major >= 17 ? ", maintain" : "";
    return tables.map((table) => ({
      on: `${table.name} to authenticated`,
      sql: statement`grant references${raw(maintain)} on ${table.id} to authenticated`,
      equivalent: maintain === "" ? noTable : `${noTable}; ${noRow}`,
    }));
  },
};

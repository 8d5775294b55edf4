import { raw, statement } from "../statement.mjs";

const noTable =
  "a foreign key is made by a table's owner; callers own none and may create none, and a temporary table's key may refer to temporary tables only (42P16)";
const noRow = "MAINTAIN (17 and newer) rewrites, counts and locks; it shows no row and changes none";

/**
 * Privileges that reach no row.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantIdle = {
  name: "references and maintain granted",
  changes: ({ tables, catalog }) => {
    const maintain = catalog.server.major >= 17 ? ", maintain" : "";
    return tables.map((table) => ({
      on: `${table.name} to authenticated`,
      sql: statement`grant references${raw(maintain)} on ${table.id} to authenticated`,
      equivalent: maintain === "" ? noTable : `${noTable}; ${noRow}`,
    }));
  },
};

import { identifier } from "../../sql/sql.js";
import { isAdmitted } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noRow = "no policy shows signed-in users a row of it";

export const grantColumnOfSelect: MutantClass = {
  id: "grant-column-of-select",
  breaks: "Signed-in users have SELECT on a column of a table that only the service reads.",
  appliesTo: "tables",
  sampling: { every: 2, offset: 1 },
  changes: ({ tables }) =>
    tables
      .filter((table) => table.owner === undefined && !isAdmitted(table, "authenticated", "select"))
      .flatMap(({ name: table, id, relation }) =>
        relation.columns
          .filter(({ type }) => /json|text/.test(type))
          .map(({ name }) => ({
            on: `select (${name}) on ${table}`,
            sql: statement`grant select (${identifier(name)}) on ${id} to authenticated`,
            equivalent: relation.rowSecurity ? noRow : undefined,
          })),
      ),
};

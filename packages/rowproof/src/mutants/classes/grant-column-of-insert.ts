import { identifier } from "../../sql/sql.js";
import { isAdmitted } from "../access.js";
import { updatedOnly } from "../column-grants.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const noPolicy = "no policy lets signed-in users insert here";

export const grantColumnOfInsert: MutantClass = {
  id: "grant-column-of-insert",
  breaks: "Users have INSERT on a column of a table that they may only update.",
  appliesTo: "tables with an owner",
  sampling: { every: 3, offset: 2 },
  changes: ({ owned }) =>
    updatedOnly(owned).flatMap((table) =>
      table.relation.columns.map(({ name }) => ({
        on: `insert (${name}) on ${table.name}`,
        sql: statement`grant insert (${identifier(name)}) on ${table.id} to authenticated`,
        equivalent: isAdmitted(table, "authenticated", "insert") ? undefined : noPolicy,
      })),
    ),
};

import { identifier } from "../../sql/sql.js";
import { may } from "../access.js";
import { updatedOnly } from "../column-grants.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const kept = "WITH CHECK keeps the present value of the owner column";

/** A privilege on any other column is one that the contract withholds, even if a trigger replaces what is written. */
export const grantColumn: MutantClass = {
  id: "grant-column",
  breaks: "Users can write a column that the contract withholds, in a table where they may write others.",
  appliesTo: "tables with an owner",
  changes: ({ owned }) =>
    updatedOnly(owned).flatMap((table) =>
      table.relation.columns
        .filter(({ name }) => !may(table, "authenticated", "UPDATE", name))
        .map(({ name }) => ({
          on: `update (${name}) on ${table.name}`,
          sql: statement`grant update (${identifier(name)}) on ${table.id} to authenticated`,
          equivalent: name === table.owner.name ? kept : undefined,
        })),
    ),
};

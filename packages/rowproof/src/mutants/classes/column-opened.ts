import { identifier } from "../../sql/sql.js";
import { isAdmitted } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { openingTo } from "../opening.js";

export const columnOpened: MutantClass = {
  id: "column-opened",
  breaks: "Users can write one column of their own rows in a table that they may not update.",
  appliesTo: "tables with an owner",
  changes: ({ owned }) =>
    owned
      .filter((table) => !isAdmitted(table, "authenticated", "update"))
      .flatMap((table) =>
        table.relation.columns
          .filter(({ type }) => type === "text")
          .map(({ name }) => ({
            on: `${name} of ${table.name}`,
            sql: openingTo("authenticated", {
              table,
              command: "update",
              condition: table.own,
              column: identifier(name),
            }),
          })),
      ),
};

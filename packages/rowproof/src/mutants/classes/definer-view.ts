import type { MutantClass } from "../mutant.js";
import { newView } from "../new-view.js";

const readable = "the contract lets the role read every row and column of the table";

export const definerView: MutantClass = {
  id: "definer-view",
  breaks: "A view outside the contract runs as its owner and shows users every row of a table.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 0 },
  changes: ({ schema, tables }) =>
    tables.map((table, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      const equivalent = table.open[role].has("select") ? readable : undefined;
      return {
        on: `${table.name} for ${role}`,
        sql: newView(table, { schema, privilege: "select", role }),
        equivalent,
      };
    }),
};

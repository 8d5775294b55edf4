import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const readable = "the contract lets the role read every row and column of the table";

export const materializedView: MutantClass = {
  id: "materialized-view",
  breaks: "A materialized view shows users the rows that its owner saw; it has no row level security.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 0 },
  changes: ({ schema, tables }) =>
    tables.map((table, index) => {
      const role = index % 2 === 0 ? "authenticated" : "anon";
      const equivalent = table.open[role].has("select") ? readable : undefined;
      const view = identifier(schema, "stored");
      return {
        on: `${table.name} for ${role}`,
        sql: statement`create materialized view ${view} as select * from ${table.id};
grant select on ${view} to ${identifier(role)}`,
        equivalent,
      };
    }),
};

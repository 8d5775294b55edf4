import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const definerRows: MutantClass = {
  id: "definer-rows",
  breaks: "A security definer function returns every row of a table.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 1 },
  changes: ({ schema, tables }) =>
    tables.map(({ name, id }, index) => {
      const role = index % 2 === 0 ? "anon" : "authenticated";
      const routine = identifier(schema, "every_row");
      return {
        on: `${name} for ${role}`,
        sql: statement`create function ${routine}() returns setof ${id} language sql stable
  security definer set search_path = '' as $body$ select * from ${id} $body$;
grant execute on function ${routine}() to ${identifier(role)}`,
      };
    }),
};

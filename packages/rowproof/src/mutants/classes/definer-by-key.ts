import { identifier, raw } from "../../sql/sql.js";
import { keyColumn } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const definerByKey: MutantClass = {
  id: "definer-by-key",
  breaks: "A security definer function returns the row whose key the user names.",
  appliesTo: "tables with an owner",
  sampling: { every: 2, offset: 1 },
  changes: ({ schema, owned }) =>
    owned.flatMap((table) => {
      const key = keyColumn(table);
      if (key === undefined) return [];
      const type = raw(key.type);
      const routine = identifier(schema, "one_row");
      const sql = statement`create function ${routine}(which ${type}) returns setof ${table.id} language sql stable
  security definer set search_path = '' as $body$ select * from ${table.id} where ${identifier(key.name)} = which $body$;
grant execute on function ${routine}(${type}) to authenticated`;
      return [{ on: table.name, sql }];
    }),
};

import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

export const viewReplaced: MutantClass = {
  id: "view-replaced",
  breaks: "A view shows another table and runs as its owner.",
  appliesTo: "views",
  sampling: { every: 2, offset: 1 },
  changes: ({ views, tables }) =>
    views.flatMap(({ name, id, base }) => {
      const other = tables[(tables.indexOf(base) + 1) % tables.length];
      if (other === undefined) return [];
      return [
        {
          on: `${name} of ${other.name}`,
          sql: statement`drop view ${id};
create view ${id} as select * from ${other.id};
grant select on ${id} to authenticated`,
        },
      ];
    }),
};

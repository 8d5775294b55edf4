import { identifier } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const ofNobody =
  "null equals no user's id, so no user can write such a row or reach one; only the service, which may write every row, could create it";

export const ownerNullable: MutantClass = {
  id: "owner-nullable",
  breaks: "Nothing: the owner column may be null, and no policy admits null.",
  appliesTo: "tables with an owner",
  sampling: { every: 3, offset: 2 },
  changes: ({ owned }) =>
    owned.map(({ name, id, owner }) => ({
      on: name,
      sql: statement`alter table ${id} alter column ${identifier(owner.name)} drop not null`,
      equivalent: ofNobody,
    })),
};

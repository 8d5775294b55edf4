import { isAdmitted } from "../access.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const passedOn =
  "a role that gets the privilege from a user has no policy on the table and finds no row, and the service has the privilege already";

export const grantOption: MutantClass = {
  id: "grant-option",
  breaks: "Signed-in users can pass their SELECT privilege on a table to other roles.",
  appliesTo: "tables with an owner",
  sampling: { every: 3, offset: 1 },
  changes: ({ owned }) =>
    owned.map((table) => ({
      on: `select on ${table.name} to authenticated`,
      sql: statement`grant select on ${table.id} to authenticated with grant option`,
      equivalent: isAdmitted(table, "anon", "select") ? undefined : passedOn,
    })),
};

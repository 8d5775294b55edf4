import { statement } from "../statement.mjs";

const passedOn =
  "whomever the caller passes the privilege on to has no policy on the table and meets no row, and the service has the privilege already";

/** @type {import("../mutants.mjs").MutantClass} */
export const grantOption = {
  name: "grant option",
  changes: ({ owned }) =>
    owned.map(({ name, id }) => ({
      on: `select on ${name} to authenticated`,
      sql: statement`grant select on ${id} to authenticated with grant option`,
      equivalent: passedOn,
    })),
};

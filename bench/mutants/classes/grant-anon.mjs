import { statement } from "../statement.mjs";

const noPolicy =
  "row security is on and no policy is for anon or PUBLIC: select meets no row, update and delete change none, insert is refused (42501)";
const invoker =
  "the view has security_invoker, so that the caller needs the privilege on its table too, and anon has none there (42501)";

/** @type {import("../mutants.mjs").MutantClass} */
export const grantAnon = {
  name: "table granted to anon",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`grant select, insert, update, delete on ${table.id} to anon`,
      equivalent: noPolicy,
    })),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const grantViewToEveryone = {
  name: "view granted to PUBLIC",
  changes: ({ views }) =>
    views.map((view) => ({
      on: view.name,
      sql: statement`grant select, insert, update, delete on ${view.id} to public`,
      equivalent: invoker,
    })),
};

import { statement } from "../statement.mjs";

const superuser =
  "FORCE holds a table's owner alone, and the owner here is a superuser, whom row security never holds (CREATE POLICY; BYPASSRLS)";

/** @type {import("../mutants.mjs").MutantClass} */
export const rowSecurityForced = {
  name: "row security forced",
  changes: ({ tables }) =>
    tables.map((table) => ({
      on: table.name,
      sql: statement`alter table ${table.id} force row level security`,
      equivalent: superuser,
    })),
};

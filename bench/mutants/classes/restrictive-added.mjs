import { raw, statement } from "../statement.mjs";

const repeated =
  "it asks of a row what every policy for signed-in users asks already, and a condition that is asked twice narrows nothing";

/** @type {import("../mutants.mjs").MutantClass} */
export const restrictiveAdded = {
  name: "restrictive policy added",
  changes: ({ owned }) => owned.map((table) => ({ on: table.name, sql: restrictive(table, raw("false")) })),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const restrictiveRepeated = {
  name: "restrictive policy that says the same",
  changes: ({ owned }) =>
    owned
      .filter(({ owner }) => owner.type === "uuid")
      .map((table) => ({
        on: table.name,
        sql: restrictive(table, table.own),
        ...(table.ruled.size === 0 ? { equivalent: repeated } : {}),
      })),
};

function restrictive({ id }, condition) {
  return statement`create policy mutant on ${id} as restrictive for all to authenticated using (${condition})`;
}

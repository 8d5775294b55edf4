import { statement } from "../statement.mjs";

/**
 * Row security does not hold a table's owner.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const ownership = {
  name: "owned by authenticated",
  changes: ({ tables }) =>
    tables.map(({ name, id }) => ({
      on: name,
      sql: statement`alter table ${id} owner to authenticated`,
    })),
};

/** @type {import("../mutants.mjs").MutantClass} */
export const schemaOpen = {
  name: "schema open for making",
  changes: () => [
    { on: "owned by authenticated", sql: statement`alter schema public owner to authenticated` },
    { on: "create to authenticated", sql: statement`grant create on schema public to authenticated` },
    { on: "create to PUBLIC", sql: statement`grant create on schema public to public` },
  ],
};

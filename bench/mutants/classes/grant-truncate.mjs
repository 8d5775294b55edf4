import { raw, statement } from "../statement.mjs";

const referenced =
  "TRUNCATE refuses a table that a foreign key refers to (0A000), unless the table that has the key is emptied with it, on which the caller has no such privilege";

/**
 * TRUNCATE asks no policy.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const grantTruncate = {
  name: "truncate granted",
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      ["anon", "authenticated"].map((role) => ({
        on: `${table.name} to ${role}`,
        sql: statement`grant truncate on ${table.id} to ${raw(role)}`,
        ...(isReferenced(table, tables) ? { equivalent: referenced } : {}),
      })),
    ),
};

function isReferenced(table, tables) {
  return tables.some(({ relation }) =>
    relation.constraints.some(({ references }) => references?.name === table.relation.name),
  );
}

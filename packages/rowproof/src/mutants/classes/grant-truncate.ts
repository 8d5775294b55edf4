import { identifier } from "../../sql/sql.js";
import type { MutableTable } from "../context.js";
import type { MutantClass } from "../mutant.js";
import { statement } from "../statement.js";

const referenced =
  "TRUNCATE refuses a table that a foreign key refers to (0A000) unless it also empties the table with the key, on which the role has no such privilege";

export const grantTruncate: MutantClass = {
  id: "grant-truncate",
  breaks: "A role can empty a table, because TRUNCATE is not subject to policies.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 1 },
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      ["anon", "authenticated"].map((role) => ({
        on: `${table.name} to ${role}`,
        sql: statement`grant truncate on ${table.id} to ${identifier(role)}`,
        equivalent: isReferenced(table, tables) ? referenced : undefined,
      })),
    ),
};

function isReferenced(
  { relation: { schema, name } }: MutableTable,
  tables: readonly MutableTable[],
): boolean {
  return tables.some(({ relation }) =>
    relation.constraints.some(({ references }) => references?.schema === schema && references.name === name),
  );
}

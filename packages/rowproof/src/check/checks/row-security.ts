import { isTable } from "../../catalog/find-relation.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";

/** A direct query of a partition uses the partition's own setting, not its parent's, so it counts as a table. */
function ownTables({ catalog }: CheckContext) {
  return catalog.relations.filter((relation) => isTable(relation) && relation.extension === null);
}

/** PostgreSQL documentation, "Row Security Policies". */
export const rowSecurity: Check = {
  id: "row-security",
  part: "verification",
  holds: "Row level security is on for every table",
  summary: (context) => {
    const tables = ownTables(context);
    return `${tables.filter(({ rowSecurity }) => rowSecurity).length} of ${tables.length} tables`;
  },
  find: (context) =>
    ownTables(context)
      .filter(({ rowSecurity }) => !rowSecurity)
      .map((table) => ({
        id: "rls/off",
        level: "error",
        object: objectOf(table),
        message: `row level security is off for ${objectOf(table)}`,
        why: "every role with a privilege on it reaches every row, and its policies do not apply",
        fix: `alter table ${quoteRelation(table)} enable row level security;`,
      })),
};

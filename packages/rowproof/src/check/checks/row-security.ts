import { isTable } from "../../catalog/find-relation.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import type { Check } from "../check.js";
import type { Subject } from "../subject.js";

/** A partition that is named directly obeys its own setting, not its parent's, so it counts as a table. */
function ownTables({ catalog }: Subject) {
  return catalog.relations.filter((relation) => isTable(relation) && relation.extension === null);
}

/** PostgreSQL documentation, "Row Security Policies". */
export const rowSecurity: Check = {
  id: "row-security",
  part: "verification",
  holds: "Row level security is on for every table",
  summary: (subject) => {
    const tables = ownTables(subject);
    return `${tables.filter(({ rowSecurity }) => rowSecurity).length} of ${tables.length} tables`;
  },
  find: (subject) =>
    ownTables(subject)
      .filter(({ rowSecurity }) => !rowSecurity)
      .map((table) => ({
        id: "rls/off",
        level: "error",
        object: objectOf(table),
        message: `row level security is off for ${objectOf(table)}`,
        why: "whoever has a privilege on it reaches every row, and its policies are not asked",
        fix: `alter table ${quoteRelation(table)} enable row level security;`,
      })),
};

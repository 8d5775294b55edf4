import type { RelationName } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import { parentsOf } from "../../catalog/parents.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { tablesNotThere } from "../undecided.js";

/** PostgreSQL documentation, "Inheritance": the child's rows are the parent's too, under the parent's policies alone. */
export const inheritance: Check = {
  id: "inheritance",
  part: "security",
  holds: "No table of the contract can be reached through another one",
  undecided: tablesNotThere,
  find: (context) =>
    context.tables.flatMap(({ relation }) =>
      relation.inherits
        .filter((parent) => leadsToContract(context, parent))
        .map(
          (parent): Finding => ({
            id: "table/inherits",
            level: "error",
            object: objectOf(relation),
            message: `${objectOf(relation)} inherits from table ${displayName(parent.schema, parent.name)}, which is in the contract too`,
            why: "a query of the parent reaches the child's rows, and only the parent's privileges and policies apply",
            fix: `alter table ${quoteRelation(relation)} no inherit ${quoteRelation(parent)};`,
          }),
        ),
    ),
};

function leadsToContract(context: CheckContext, { schema, name }: RelationName): boolean {
  const relation = findRelation(context.catalog, schema, name);
  if (relation === undefined) return false;
  if (context.tables.some((table) => table.relation === relation)) return true;
  return parentsOf(relation).some((parent) => leadsToContract(context, parent));
}

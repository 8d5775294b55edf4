import type { RelationName } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import { parentsOf } from "../../catalog/parents.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { Subject } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** PostgreSQL documentation, "Inheritance": the child's rows are the parent's too, under the parent's policies alone. */
export const inheritance: Check = {
  id: "inheritance",
  part: "security",
  holds: "No table of the contract is reached through another",
  undecided: tablesNotThere,
  find: (subject) =>
    subject.tables.flatMap(({ relation }) =>
      relation.inherits
        .filter((parent) => leadsToContract(subject, parent))
        .map(
          (parent): Finding => ({
            id: "table/inherits",
            level: "error",
            object: objectOf(relation),
            message: `${objectOf(relation)} inherits from table ${displayName(parent.schema, parent.name)}, which is in the contract too`,
            why: "whoever names the parent reaches the child's rows, by the privileges and policies of the parent alone",
            fix: `alter table ${quoteRelation(relation)} no inherit ${quoteRelation(parent)};`,
          }),
        ),
    ),
};

function leadsToContract(subject: Subject, { schema, name }: RelationName): boolean {
  const relation = findRelation(subject.catalog, schema, name);
  if (relation === undefined) return false;
  if (subject.tables.some((table) => table.relation === relation)) return true;
  return parentsOf(relation).some((parent) => leadsToContract(subject, parent));
}

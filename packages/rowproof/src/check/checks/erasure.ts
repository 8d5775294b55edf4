import type { Constraint } from "../../catalog/facts.js";
import { ownerColumns } from "../../contract/tables.js";
import type { Finding } from "../../diagnostic.js";
import type { Check } from "../check.js";
import { isEnforced } from "../enforced.js";
import { counted, objectOf, written, writtenName } from "../objects.js";
import type { Subject, SubjectTable } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** Every table with owners, and the columns that hold them. */
function owned({ tables }: Subject) {
  return tables.flatMap((table) => ownerColumns(table).map((column) => ({ table, column })));
}

export const erasure: Check = {
  id: "erasure",
  part: "security",
  holds: "Deleting a user deletes their rows",
  undecided: tablesNotThere,
  summary: (subject) => `${counted(owned(subject).length, "table")} with owners`,
  find: (subject) =>
    owned(subject).flatMap(({ table, column }): Finding[] => {
      const toUsers = table.relation.constraints.filter((constraint) => refersToUsers(constraint, column));
      if (toUsers.some(({ onDelete }) => onDelete === "cascade")) return [];
      if (toUsers.length === 0 && hasDeleteTrigger(subject, table)) return [];
      const uuid = table.relation.columns.find(({ name }) => name === column)?.type === "uuid";
      return [
        {
          id: "erasure/rows-stay",
          level: "warning",
          object: objectOf(table.relation),
          message:
            `deleting a user ${toUsers.length > 0 ? "fails or" : ""} leaves their rows in ${objectOf(table.relation)}`.replace(
              "  ",
              " ",
            ),
          why: `no foreign key takes "${column}" along when the user is deleted, and no trigger on auth.users names the table`,
          mend: uuid
            ? `alter table ${written(table)} add foreign key (${writtenName(column)}) references auth.users (id) on delete cascade;`
            : `delete from ${written(table)} where ${writtenName(column)} = old.id::text in a security definer trigger function, after delete on auth.users`,
        },
      ];
    }),
};

function refersToUsers(constraint: Constraint, column: string): boolean {
  const { kind, columns, references } = constraint;
  const toUsers = references?.schema === "auth" && references.name === "users";
  return (
    kind === "foreign key" &&
    isEnforced(constraint) &&
    toUsers &&
    columns.length === 1 &&
    columns[0] === column
  );
}

/** A trigger on `auth.users` whose function speaks of the table. That it deletes the right rows is for a test to show. */
function hasDeleteTrigger({ catalog }: Subject, table: SubjectTable): boolean {
  return catalog.outsideTriggers.some((trigger) => {
    const onUsers = trigger.on.schema === "auth" && trigger.on.name === "users";
    const fires =
      trigger.events.includes("delete") && (trigger.enabled === "origin" || trigger.enabled === "always");
    if (!onUsers || !fires) return false;
    const routine = catalog.routines.find(
      ({ schema, name }) => schema === trigger.routine.schema && name === trigger.routine.name,
    );
    return routine?.definition?.includes(table.name) ?? false;
  });
}

import type { Constraint } from "../../catalog/facts.js";
import { commands } from "../../contract/contract.js";
import { ownerColumns } from "../../contract/tables.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { isEnforced } from "../enforced.js";
import { counted, objectOf, written, writtenName } from "../objects.js";
import type { Subject, SubjectTable } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** Tables whose rows must stay within a parent of the same owner, with that parent. */
function children({ tables }: Subject) {
  return tables.flatMap((table) => {
    const rows = commands.map((command) => table.access.authenticated[command].rows);
    const own = rows.find((one) => one.kind === "own" && one.within !== undefined);
    if (own?.kind !== "own") return [];
    const parent = tables.find(({ key }) => key === own.within);
    const [parentOwner] = parent === undefined ? [] : ownerColumns(parent);
    return parent === undefined || parentOwner === undefined
      ? []
      : [{ table, owner: own.column, parent, parentOwner }];
  });
}

/** A foreign key that holds the owner too lets the database itself refuse a row in another's parent. */
export const withinParent: Check = {
  id: "within-parent",
  part: "security",
  holds: "Rows stay within a parent of the same owner",
  undecided: tablesNotThere,
  summary: (subject) => counted(children(subject).length, "table"),
  find: (subject) =>
    children(subject)
      .filter(({ table, owner, parent, parentOwner }) => {
        return !table.relation.constraints.some((constraint) =>
          bindsOwner(constraint, parent, owner, parentOwner),
        );
      })
      .map(({ table, owner, parent, parentOwner }) => ({
        id: "within/unprotected",
        level: "error",
        object: objectOf(table.relation),
        message: `a row of ${objectOf(table.relation)} can be put into another user's row of ${displayName(parent.schema, parent.name)}`,
        why: "no foreign key holds the parent's key and its owner together, so only the row's own owner is compared",
        mend: compositeKey(table, owner, parent, parentOwner),
      })),
};

/** The foreign key that is there names the columns that link a row to its parent; without one, nothing does. */
function compositeKey(table: SubjectTable, owner: string, parent: SubjectTable, parentOwner: string): string {
  const link = table.relation.constraints.find(({ references }) => isTo(references, parent));
  const [column] = link?.columns ?? [];
  const [key] = link?.references?.columns ?? [];
  if (column === undefined || key === undefined) {
    return `add a foreign key from its parent column and "${owner}" to the key and "${parentOwner}" of ${parent.key}`;
  }
  const target = `${written(parent)} (${writtenName(key)}, ${writtenName(parentOwner)})`;
  return [
    `alter table ${written(parent)} add unique (${writtenName(key)}, ${writtenName(parentOwner)});`,
    `alter table ${written(table)} add foreign key (${writtenName(column)}, ${writtenName(owner)}) references ${target} on update cascade on delete cascade not valid;`,
  ].join("\n");
}

function isTo(references: Constraint["references"], parent: SubjectTable): boolean {
  return references?.schema === parent.schema && references.name === parent.name;
}

function bindsOwner(
  constraint: Constraint,
  parent: SubjectTable,
  owner: string,
  parentOwner: string,
): boolean {
  if (constraint.kind !== "foreign key" || constraint.references === null) return false;
  if (!isTo(constraint.references, parent) || !isEnforced(constraint)) return false;
  const at = constraint.columns.indexOf(owner);
  return at >= 0 && constraint.columns.length > 1 && constraint.references.columns[at] === parentOwner;
}

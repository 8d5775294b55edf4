import type { Constraint, Relation } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { erasingTrigger } from "../erasing-trigger.js";
import { type Erased, erasedByTrigger } from "../erasing-triggers.js";
import { tablesNotThere } from "../undecided.js";

/** Every table with owners, and the columns that hold them. */
export function owned({ tables }: CheckContext) {
  return tables.flatMap((table) => table.owners.map((column) => ({ table, column })));
}

export const erasure: Check = {
  id: "erasure",
  part: "security",
  holds: "Deleting a user deletes their rows",
  undecided: tablesNotThere,
  summary: (context) => `${counted(owned(context).length, "table")} with owners`,
  find: (context) =>
    owned(context).flatMap(({ table, column }): Finding[] => {
      const erased = erasedWithUser(context, table.relation, column, new Set());
      if (erased === "proved") return [];
      return [erased === "no" ? rowsStay(context, table, column) : notProved(context, table, column)];
    }),
};

/** Deleted by a trigger, or by a chain of foreign keys up to `auth.users`. */
export function erasedWithUser(
  context: CheckContext,
  relation: Relation,
  column: string,
  seen: ReadonlySet<Relation>,
): Erased {
  if (seen.has(relation)) return "no";
  const keys = relation.constraints.filter((constraint) => isKeyOf(constraint, column));
  // A key that forbids the deletion, or clears the owner, may act before another one cascades, and always acts
  // before an AFTER trigger.
  const held = keys.some(holdsRows);
  // A foreign key covers its own table only, not the rows of tables that inherit from it.
  const answers = (held || hasHeirs(context, relation) ? [] : keys)
    .filter(({ onDelete }) => onDelete === "cascade")
    .map(({ references }): Erased => {
      if (references === null) return "no";
      if (isUsers(references)) {
        const { userKeysDisabled } = context.catalog.external;
        return references.columns[0] === "id" && !userKeysDisabled ? "proved" : "no";
      }
      const parent = findRelation(context.catalog, references.schema, references.name);
      const to = references.columns[0];
      if (parent === undefined || to === undefined) return "no";
      return erasedWithUser(context, parent, to, new Set([...seen, relation]));
    });
  answers.push(erasedByTrigger(context, relation, column, held ? ["before"] : ["before", "after"]));
  if (answers.includes("proved")) return "proved";
  return answers.includes("unproved") ? "unproved" : "no";
}

/** Whether other tables inherit from it. Partitions have their table's keys. */
export function hasHeirs({ catalog }: CheckContext, { schema, name }: Relation): boolean {
  return catalog.relations.some(({ inherits }) =>
    inherits.some((parent) => parent.schema === schema && parent.name === name),
  );
}

export function isKeyOf(constraint: Constraint, column: string): boolean {
  const { kind, columns } = constraint;
  return kind === "foreign key" && constraint.enforced && columns.length === 1 && columns[0] === column;
}

/** Whether a key to `auth.users` does anything but delete the row with its user. */
export function holdsRows({ references, onDelete }: Constraint): boolean {
  return isUsers(references) && onDelete !== "cascade";
}

export function isUsers(references: Constraint["references"]): boolean {
  return references?.schema === "auth" && references.name === "users";
}

export function isUuid({ relation }: ResolvedTable, column: string): boolean {
  return relation.columns.find(({ name }) => name === column)?.type === "uuid";
}

function rowsStay(context: CheckContext, table: ResolvedTable, column: string): Finding {
  const { catalog } = context;
  const disabled = catalog.external.userKeysDisabled;
  const holding = table.relation.constraints.filter(
    (constraint) => isKeyOf(constraint, column) && holdsRows(constraint),
  );
  return {
    id: "erasure/rows-stay",
    level: "warning",
    object: objectOf(table.relation),
    message: `deleting a user ${holding.length > 0 ? "fails or " : ""}leaves their rows in ${objectOf(table.relation)}`,
    why: disabled
      ? "triggers of auth.users are disabled, including those that implement foreign keys"
      : holding.length > 0
        ? `${holding.map(({ name }) => `"${name}"`).join(" and ")} does not delete the rows with their user`
        : `no foreign key of ${quoteName(column)} cascades from auth.users, and no trigger on auth.users deletes from the table`,
    fix: disabled
      ? "alter table auth.users enable trigger all;"
      : isUuid(table, column) && !hasHeirs(context, table.relation)
        ? `alter table ${quoteRelation(table)} ${holding.map(({ name }) => `drop constraint ${quoteName(name)}, `).join("")}add foreign key (${quoteName(column)}) references auth.users (id) on delete cascade;`
        : erasingTrigger(context, table, column).join("\n"),
  };
}

function notProved(context: CheckContext, table: ResolvedTable, column: string): Finding {
  return {
    id: "erasure/not-proved",
    level: "warning",
    object: objectOf(table.relation),
    message: `deleting a user may leave their rows in ${objectOf(table.relation)}`,
    why: "a trigger on auth.users may delete them, but not with a plain statement that always runs as the table's owner",
    fix: erasingTrigger(context, table, column).join("\n"),
  };
}

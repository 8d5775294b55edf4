import type { Constraint, Relation, RelationName } from "../catalog/facts.js";
import { isTable } from "../catalog/find-relation.js";
import { erasedWithUser, hasHeirs, holdsRows, isKeyOf, isUuid, owned } from "../check/checks/erasure.js";
import { cannotSetNull } from "../check/checks/indexes.js";
import { actingKeys } from "../check/checks/key-actions.js";
import {
  type Child,
  children,
  isUnique,
  type Link,
  linksToBind,
  ownersAgree,
  unboundLinks,
} from "../check/checks/within.js";
import type { CheckContext } from "../check/context.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { quoteName, quoteRelation } from "../sql/quote.js";
import { displayName } from "../sql/sql.js";

/** A foreign key that the contract requires, or the replacement of one that conflicts with it. */
export interface WantedKey {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly references: RelationName & { readonly columns: readonly string[] };
  /** What follows the columns: `match full`, `on update …`, `on delete …`, `deferrable`. */
  readonly actions: string;
  /** The constraint that it replaces. */
  readonly replaces: Constraint | undefined;
  /** The columns to look rows up by when a parent row is deleted, in the best order for an index. */
  readonly lookup: readonly string[];
  /** The parent's columns that must be unique and lack a unique index. */
  readonly unique:
    | { readonly relation: Relation; readonly columns: readonly string[]; readonly why: string }
    | undefined;
  readonly reason: string;
  /** The sentence about the access that it removes. */
  readonly removal: string | undefined;
}

/** Every foreign key that a plan adds or replaces. */
export function wantedKeys(context: CheckContext): readonly WantedKey[] {
  const all = [
    ...children(context).flatMap(bindingKeys),
    ...owned(context).flatMap(({ table, column }) => erasingKeys(context, table, column)),
    ...withoutActions(context),
    ...settingNoNull(context),
  ];
  // A constraint is replaced once: the first of these reasons covers the others too.
  const seen = new Set<Constraint>();
  return all.filter(({ replaces }) => {
    if (replaces === undefined) return true;
    const first = !seen.has(replaces);
    seen.add(replaces);
    return first;
  });
}

/** For tables without the owner in their key to the parent: a second key that includes the owner. */
function bindingKeys(child: Child): readonly WantedKey[] {
  const unbound = unboundLinks(child);
  if (unbound === undefined || !ownersAgree(child)) return [];
  return linksToBind(child, unbound).map((link) => bindingKey(child, link));
}

function bindingKey(child: Child, link: Link): WantedKey {
  const { table, owner, parent, parentOwner } = child;
  const columns = [...link.columns, owner];
  const targets = [...link.targets, parentOwner];
  const name = displayName(table.schema, table.name);
  const parentName = displayName(parent.schema, parent.name);
  return {
    relation: table.relation,
    columns,
    references: { schema: parent.schema, name: parent.name, columns: targets },
    actions: `${bindingActions(child, link)}${deferral(link.key?.definition ?? "")}`,
    replaces: undefined,
    lookup: columns,
    unique: isUniqueSoon(parent, targets)
      ? undefined
      : {
          relation: parent.relation,
          columns: targets,
          why: `the foreign key of ${name} refers to these columns together`,
        },
    reason: `A row of ${name} stays within a row of ${parentName} of the same owner. A foreign key enforces it, not a policy: reads cost nothing, and it applies to the service too.`,
    removal: `nobody can put a row of ${name} into another user's row of ${parentName} anymore`,
  };
}

/** An invalid index of these columns is rebuilt before the key is added. */
function isUniqueSoon(parent: ResolvedTable, columns: readonly string[]): boolean {
  const indexes = parent.relation.indexes.map((index) => ({ ...index, valid: true }));
  return isUnique({ ...parent, relation: { ...parent.relation, indexes } }, columns);
}

/** The actions of the present key, as far as the contract lets a user do the same to the rows. */
function bindingActions({ table, owner }: Child, { columns, key }: Link): string {
  const { update, delete: deletion } = table.access.authenticated;
  const definition = key?.definition ?? "";
  const writable = [...columns, owner].every((column) => update.columns?.includes(column) ?? true);
  const mayUpdate = update.rows.kind !== "none" && writable;
  const nullable = columns.every(
    (column) => table.relation.columns.find(({ name }) => name === column)?.notNull === false,
  );
  const onUpdate = / ON UPDATE CASCADE/.test(definition) && mayUpdate ? " on update cascade" : "";
  const goes = key?.onDelete === "cascade" || (key?.onDelete === "set null" && !nullable);
  if (goes && deletion.rows.kind !== "none") return `${onUpdate} on delete cascade`;
  if (key?.onDelete === "set null" && nullable && mayUpdate) {
    return `${onUpdate} on delete set null (${columns.map(quoteName).join(", ")})`;
  }
  return onUpdate;
}

/** When a key is checked, as `pg_get_constraintdef` prints it. */
function deferral(definition: string): string {
  return (/ DEFERRABLE(?: INITIALLY DEFERRED)?/.exec(definition)?.[0] ?? "").toLowerCase();
}

/** A foreign key deletes a user's rows with the user, if the owner column has the type of their id. */
function erasingKeys(context: CheckContext, table: ResolvedTable, column: string): readonly WantedKey[] {
  const { relation } = table;
  if (!isUuid(table, column)) return [];
  if (erasedWithUser(context, relation, column, new Set()) === "proved") return [];
  const keys = relation.constraints.filter((constraint) => isKeyOf(constraint, column));
  const replaces = keys.find(holdsRows);
  // A trigger also deletes the rows of tables that inherit; a key that keeps the table's own rows would block it.
  if (hasHeirs(context, relation) && replaces === undefined) return [];
  const name = displayName(table.schema, table.name);
  return [
    {
      relation,
      columns: [column],
      references: { schema: "auth", name: "users", columns: ["id"] },
      actions: " on delete cascade",
      replaces,
      lookup: [column],
      unique: undefined,
      reason: `Deleting a user deletes their rows of ${name}.`,
      removal: undefined,
    },
  ];
}

/** The same key without the actions that the contract withholds from users. */
function withoutActions(context: CheckContext): readonly WantedKey[] {
  return context.tables.flatMap((table) =>
    actingKeys(context, table).flatMap(({ constraint, parent, commands }) => {
      const kept = constraint.definition.replace(
        / ON (DELETE|UPDATE) (CASCADE|SET NULL|SET DEFAULT)( \([^)]*\))?/g,
        (clause, event: string) =>
          commands.some((command) => command.toUpperCase() === event) ? "" : clause,
      );
      return replacing(table.relation, constraint, {
        actions: actionsOf(kept),
        reason: `${displayName(constraint.name)} ignores privileges and policies: a user who may ${commands.join(" and ")} rows of ${displayName(parent.schema, parent.name)} changes rows of ${displayName(table.schema, table.name)} that the contract withholds.`,
        removal: `nobody can ${commands.join(" or ")} a row of ${displayName(parent.schema, parent.name)} while rows of ${displayName(table.schema, table.name)} belong to it`,
      });
    }),
  );
}

/** A key that sets a NOT NULL column to null fails at the delete. */
function settingNoNull(context: CheckContext): readonly WantedKey[] {
  return context.catalog.relations.filter(isTable).flatMap((relation) =>
    relation.constraints
      .filter((constraint) => cannotSetNull(relation, constraint))
      .flatMap((constraint) =>
        replacing(relation, constraint, {
          actions: actionsOf(constraint.definition).replace(
            / on delete set null/i,
            usersDelete(context, relation) ? " on delete cascade" : "",
          ),
          reason: `${displayName(constraint.name)} sets a NOT NULL column to null, so deleting the parent fails. The new key says what really happens.`,
          removal: undefined,
        }),
      ),
  );
}

/** Whether deleting the rows with their parent is something that the contract allows users. */
function usersDelete({ tables }: CheckContext, relation: Relation): boolean {
  const table = tables.find((one) => one.relation === relation);
  return table === undefined || table.access.authenticated.delete.rows.kind !== "none";
}

function replacing(
  relation: Relation,
  constraint: Constraint,
  { actions, reason, removal }: Pick<WantedKey, "actions" | "reason" | "removal">,
): readonly WantedKey[] {
  const { references, columns } = constraint;
  if (references === null) return [];
  return [
    {
      relation,
      columns,
      references,
      actions,
      replaces: constraint,
      lookup: columns,
      unique: undefined,
      reason,
      removal,
    },
  ];
}

/** The actions of a key as `pg_get_constraintdef` prints them. */
function actionsOf(definition: string): string {
  const clauses = definition.match(
    / ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT|RESTRICT|NO ACTION)(?: \([^)]*\))?/g,
  );
  const match = / MATCH FULL/.test(definition) ? " match full" : "";
  const actions = (clauses ?? []).map((clause) =>
    clause.replace(/^ ON (DELETE|UPDATE) [A-Z ]+/, (words) => words.toLowerCase()),
  );
  return `${match}${actions.join("")}${deferral(definition)}`;
}

/** The key of a wanted foreign key in `Violations`. */
export function keyOfWanted({
  relation,
  columns,
  references,
}: Pick<WantedKey, "relation" | "columns" | "references">): string {
  return JSON.stringify([
    relation.schema,
    relation.name,
    columns,
    references.schema,
    references.name,
    references.columns,
  ]);
}

/** `foreign key (…) references … (…)`, with its actions. */
export function definitionOf({ columns, references, actions }: WantedKey): string {
  const names = (list: readonly string[]) => list.map(quoteName).join(", ");
  return `foreign key (${names(columns)}) references ${quoteRelation(references)} (${names(references.columns)})${actions}`;
}

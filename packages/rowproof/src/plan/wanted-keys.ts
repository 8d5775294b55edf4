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
import type { Subject } from "../check/subject.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { quoteName, quoteRelation } from "../sql/quote.js";
import { displayName } from "../sql/sql.js";

/** A foreign key that the contract asks for, or that stands in the place of one that goes against it. */
export interface WantedKey {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly references: RelationName & { readonly columns: readonly string[] };
  /** What follows the columns: `match full`, `on update …`, `on delete …`, `deferrable`. */
  readonly actions: string;
  /** The constraint whose place it takes. */
  readonly replaces: Constraint | undefined;
  /** The columns by which it is looked up when a parent row goes, in the best order for an index. */
  readonly lookup: readonly string[];
  /** What must be unique at the parent and has no index for that yet. */
  readonly unique:
    | { readonly relation: Relation; readonly columns: readonly string[]; readonly why: string }
    | undefined;
  readonly reason: string;
  /** What it takes away from whom, in words. */
  readonly removal: string | undefined;
}

/** Every foreign key that a plan has to add or to replace. */
export function wantedKeys(subject: Subject): readonly WantedKey[] {
  const all = [
    ...children(subject).flatMap(bindingKeys),
    ...owned(subject).flatMap(({ table, column }) => erasingKeys(subject, table, column)),
    ...withoutActions(subject),
    ...settingNoNull(subject),
  ];
  // A constraint is replaced once: the first of these reasons serves the others too.
  const seen = new Set<Constraint>();
  return all.filter(({ replaces }) => {
    if (replaces === undefined) return true;
    const first = !seen.has(replaces);
    seen.add(replaces);
    return first;
  });
}

/** For tables without the owner in their key to the parent: the key with the owner, beside the one that is there. */
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
          why: `the foreign key of ${name} names them together`,
        },
    reason: `A row of ${name} stays within a row of ${parentName} of the same owner: a foreign key says so and not a policy, so that it costs reads nothing and holds for the service too.`,
    removal: `nobody can put a row of ${name} into another user's row of ${parentName} any more`,
  };
}

/** An invalid index of these columns is rebuilt before the key is added. */
function isUniqueSoon(parent: ResolvedTable, columns: readonly string[]): boolean {
  const indexes = parent.relation.indexes.map((index) => ({ ...index, valid: true }));
  return isUnique({ ...parent, relation: { ...parent.relation, indexes } }, columns);
}

/** As the key that is there does, as far as the contract lets a user do the same to the rows by themselves. */
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

/** A user's rows go with the user along a foreign key, where the owner is of the type of their id. */
function erasingKeys(subject: Subject, table: ResolvedTable, column: string): readonly WantedKey[] {
  const { relation } = table;
  if (!isUuid(table, column)) return [];
  if (erasedWithUser(subject, relation, column, new Set()) === "proved") return [];
  const keys = relation.constraints.filter((constraint) => isKeyOf(constraint, column));
  const replaces = keys.find(holdsRows);
  // A trigger deletes the rows of tables that inherit as well; a key that would hold its own table's is in its way.
  if (hasHeirs(subject, relation) && replaces === undefined) return [];
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

/** The same key without the actions that do for a user what the contract withholds. */
function withoutActions(subject: Subject): readonly WantedKey[] {
  return subject.tables.flatMap((table) =>
    actingKeys(subject, table).flatMap(({ constraint, parent, commands }) => {
      const kept = constraint.definition.replace(
        / ON (DELETE|UPDATE) (CASCADE|SET NULL|SET DEFAULT)( \([^)]*\))?/g,
        (clause, event: string) =>
          commands.some((command) => command.toUpperCase() === event) ? "" : clause,
      );
      return replacing(
        table.relation,
        constraint,
        actionsOf(kept),
        `${displayName(constraint.name)} acts past privileges and policies: a user who may ${commands.join(" and ")} rows of ${displayName(parent.schema, parent.name)} changes rows of ${displayName(table.schema, table.name)} that the contract withholds.`,
        `who ${commands.map((command) => `${command}s`).join(" or ")} a row of ${displayName(parent.schema, parent.name)} is refused while rows of ${displayName(table.schema, table.name)} belong to it`,
      );
    }),
  );
}

/** A key that would set null what cannot be null fails at the delete. */
function settingNoNull(subject: Subject): readonly WantedKey[] {
  return subject.catalog.relations
    .filter(isTable)
    .flatMap((relation) =>
      relation.constraints
        .filter((constraint) => cannotSetNull(relation, constraint))
        .flatMap((constraint) =>
          replacing(
            relation,
            constraint,
            actionsOf(constraint.definition).replace(
              / on delete set null/i,
              usersDelete(subject, relation) ? " on delete cascade" : "",
            ),
            `${displayName(constraint.name)} would set to null what cannot be null, so that deleting the parent fails in the end: it says at once what it does.`,
            undefined,
          ),
        ),
    );
}

/** Whether the rows may go with their parent without doing for a user what the contract withholds. */
function usersDelete({ tables }: Subject, relation: Relation): boolean {
  const table = tables.find((one) => one.relation === relation);
  return table === undefined || table.access.authenticated.delete.rows.kind !== "none";
}

function replacing(
  relation: Relation,
  constraint: Constraint,
  actions: string,
  reason: string,
  removal: string | undefined,
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

/** What a plan and a look at the rows know a wanted key by. */
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

import type { Column, Constraint, RelationName } from "../../catalog/facts.js";
import { commands } from "../../contract/contract.js";
import { snakeCase } from "../../contract/naming.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { tablesNotThere } from "../undecided.js";

/** A table whose rows must stay within a parent of the same owner, with that parent. */
export interface Child {
  readonly table: ResolvedTable;
  readonly owner: string;
  readonly parent: ResolvedTable;
  readonly parentOwner: string;
}

export function children({ tables }: CheckContext): readonly Child[] {
  return tables.flatMap((table) => {
    const rows = commands.map((command) => table.access.authenticated[command].rows);
    const own = rows.find((one) => one.kind === "own" && one.within !== undefined);
    if (own?.kind !== "own") return [];
    const parent = tables.find(({ key }) => key === own.within);
    const [parentOwner] = parent === undefined ? [] : parent.owners;
    return parent === undefined || parentOwner === undefined
      ? []
      : [{ table, owner: own.column, parent, parentOwner }];
  });
}

/** With a foreign key that includes the owner, the database itself refuses a row in another user's parent. */
export const withinParent: Check = {
  id: "within-parent",
  part: "security",
  holds: "Rows stay within a parent of the same owner",
  undecided: tablesNotThere,
  summary: (context) => counted(children(context).length, "table"),
  find: (context) => children(context).flatMap(unprotected),
};

/** The links from a row to its parent that do not include the owner. */
export interface UnboundLinks {
  /** Foreign keys that include the owner. */
  readonly binding: readonly Constraint[];
  /** Foreign keys to the parent without the owner, for which no other key includes it. */
  readonly loose: readonly Constraint[];
  /** Columns without a foreign key that hold the parent's key, judging by name and type. */
  readonly unkeyed: readonly string[];
}

/** Every link from a row to its parent must include the owner: foreign keys, and columns named like one. */
export function unboundLinks(child: Child): UnboundLinks | undefined {
  const { table, parent } = child;
  const keys = table.relation.constraints.filter(
    (constraint) => constraint.kind === "foreign key" && isTo(constraint.references, parent),
  );
  const binding = keys.filter((key) => bindsOwner(key, child));
  const bound = binding.map((key) => linkOf(key, child));
  // A key of only the owner refers to no parent but the user's own.
  const loose = keys.filter((key) => {
    const link = linkOf(key, child);
    return link.length > 0 && !bound.some((columns) => sameColumns(columns, link));
  });
  const linked = new Set(keys.flatMap(({ columns }) => columns));
  const unkeyed =
    binding.length === 0 ? [] : namedLikeLink(child, binding).filter((name) => !linked.has(name));
  if (binding.length > 0 && loose.length === 0 && unkeyed.length === 0) return undefined;
  return { binding, loose, unkeyed };
}

function unprotected(child: Child): readonly Finding[] {
  const unbound = unboundLinks(child);
  if (unbound === undefined) return [];
  const { table, parent } = child;
  const { binding, loose, unkeyed } = unbound;
  const columns = [...new Set([...loose.flatMap((key) => linkOf(key, child)), ...unkeyed])];
  const through = binding.length === 0 ? "" : ` through ${listed(columns.map((name) => `"${name}"`))}`;
  return [
    {
      id: "within/unprotected",
      level: "error",
      object: objectOf(table.relation),
      message: `a row of ${objectOf(table.relation)} can be put into another user's row of ${displayName(parent.schema, parent.name)}${through}`,
      why: "no foreign key includes both the parent's key and its owner, so only the row's own owner is checked",
      fix: compositeKeys(child, unbound),
    },
  ];
}

/** The columns of a key that name the parent, without the owner. */
function linkOf({ columns }: Constraint, { owner }: Child): readonly string[] {
  return columns.filter((column) => column !== owner);
}

function sameColumns(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((column) => right.includes(column));
}

/** Columns that hold the parent's key, judging by name and type, with or without a foreign key: the API may embed by them. */
function namedLikeLink({ table, parent, owner }: Child, binding: readonly Constraint[]): readonly string[] {
  const primary = table.relation.constraints.find(({ kind }) => kind === "primary key")?.columns ?? [];
  const keys = binding.flatMap(({ references }) => references?.columns ?? []);
  const last = snakeCase(parent.name).split("_").at(-1) ?? "";
  return [...new Set(keys)].flatMap((key) => {
    const type = columnOf(parent, key)?.type;
    const nouns = [snakeCase(parent.name), last].flatMap((noun) => [noun, noun.replace(/s$/, "")]);
    const names = nouns.map((noun) => `${noun}_${snakeCase(key)}`);
    return table.relation.columns
      .filter((column) => column.name !== owner && column.type === type)
      .filter(({ name }) =>
        name === key ? key !== "id" && !primary.includes(name) : names.includes(snakeCase(name)),
      )
      .map(({ name }) => name)
      .filter((name) => !(primary.length === 1 && primary[0] === name));
  });
}

function columnOf({ relation }: ResolvedTable, name: string): Column | undefined {
  return relation.columns.find((column) => column.name === name);
}

/** The columns of the child that refer to a row of the parent, and the parent's columns. */
export interface Link {
  readonly columns: readonly string[];
  readonly targets: readonly string[];
  /** The foreign key that says so, where there is one. */
  readonly key: Constraint | undefined;
}

/** The links that need the owner. The existing foreign key names the columns. */
export function linksToBind(child: Child, { binding, loose, unkeyed }: UnboundLinks): readonly Link[] {
  const { owner } = child;
  const [known] = binding.flatMap(({ references, columns }) => {
    const at = columns.findIndex((column) => column !== owner);
    return references?.columns[at] ?? [];
  });
  return [
    ...loose.map((key) => {
      const pairs = key.columns.map((column, at) => [column, key.references?.columns[at] ?? ""] as const);
      const link = pairs.filter(([column]) => column !== owner);
      return { columns: link.map(([column]) => column), targets: link.map(([, target]) => target), key };
    }),
    ...unkeyed.flatMap((column) =>
      known === undefined ? [] : [{ columns: [column], targets: [known], key: undefined }],
    ),
  ];
}

function compositeKeys(child: Child, unbound: UnboundLinks): string {
  const { table, owner, parent, parentOwner } = child;
  const links = linksToBind(child, unbound);
  if (!ownersAgree(child)) {
    return `give "${owner}" of ${table.key} and "${parentOwner}" of ${parent.key} the same type: a foreign key cannot match a uuid with a text`;
  }
  if (links.length === 0) {
    return `add a foreign key from its parent column and "${owner}" to the key and "${parentOwner}" of ${parent.key}`;
  }
  const names = (columns: readonly string[]) => columns.map(quoteName).join(", ");
  const targets = new Map(
    links
      .filter((link) => !isUnique(parent, [...link.targets, parentOwner]))
      .map((link) => [names(link.targets), [...link.targets, parentOwner]]),
  );
  return [
    ...[...targets.values()].map(
      (columns) => `alter table ${quoteRelation(parent)} add unique (${names(columns)});`,
    ),
    ...links.map(
      (link) =>
        `alter table ${quoteRelation(table)} add foreign key (${names([...link.columns, owner])}) references ${quoteRelation(parent)} (${names([...link.targets, parentOwner])}) on update cascade on delete cascade not valid;`,
    ),
  ].join("\n");
}

/** Whether a foreign key can match the types of the two owners: both are uuid, or neither is. */
export function ownersAgree({ table, owner, parent, parentOwner }: Child): boolean {
  const isUuid = (one: ResolvedTable, column: string) => columnOf(one, column)?.type === "uuid";
  return isUuid(table, owner) === isUuid(parent, parentOwner);
}

/** Whether a foreign key may refer to these columns: a unique index is enough. */
export function isUnique({ relation }: ResolvedTable, columns: readonly string[]): boolean {
  return relation.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      !index.partial &&
      index.columns.every((name) => name !== null) &&
      sameColumns(index.columns as readonly string[], columns),
  );
}

function isTo(references: RelationName | null, parent: ResolvedTable): boolean {
  return references?.schema === parent.schema && references.name === parent.name;
}

function bindsOwner(constraint: Constraint, { owner, parentOwner }: Child): boolean {
  if (constraint.references === null || !constraint.enforced) return false;
  const at = constraint.columns.indexOf(owner);
  return at >= 0 && constraint.columns.length > 1 && constraint.references.columns[at] === parentOwner;
}

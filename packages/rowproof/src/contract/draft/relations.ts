import type { Catalog, Constraint, Relation, RelationName } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { qualifiedName } from "../tables.js";

/**
 * The tables that a contract names: all except those of extensions, partitions and inheriting tables, which go with their
 * parent.
 */
export function draftedTables(catalog: Catalog): readonly Relation[] {
  return catalog.relations.filter(
    (relation) =>
      isTable(relation) &&
      relation.extension === null &&
      relation.partition === null &&
      relation.inherits.length === 0,
  );
}

/** The key under which a contract with these schemas names a relation or a routine. */
export function keyOf({ schema, name }: RelationName, schemas: readonly string[]): string {
  const meant = qualifiedName(name, schemas);
  return meant.schema === schema && meant.name === name ? name : `${schema}.${name}`;
}

/** Whether both have the same schema and name. */
export function isSame(one: RelationName | null, other: RelationName): boolean {
  return one?.schema === other.schema && one.name === other.name;
}

/** A foreign key of one column. */
export interface ForeignKeyLink {
  readonly column: string;
  readonly notNull: boolean;
  readonly to: RelationName;
  /** The column of `to` that it refers to. */
  readonly target: string;
}

/** The foreign keys of one column, not null ones first. */
export function linksOf(relation: Relation): readonly ForeignKeyLink[] {
  const links = foreignKeys(relation).flatMap(({ columns, references }): ForeignKeyLink[] => {
    const [column, target] = [columns[0], references.columns[0]];
    if (columns.length !== 1 || column === undefined || target === undefined) return [];
    const { schema, name } = references;
    return [{ column, notNull: isNotNull(relation, column), to: { schema, name }, target }];
  });
  return [...links.filter(({ notNull }) => notNull), ...links.filter(({ notNull }) => !notNull)];
}

interface ForeignKey extends Constraint {
  readonly references: NonNullable<Constraint["references"]>;
}

export function foreignKeys({ constraints }: Relation): readonly ForeignKey[] {
  return constraints.filter((constraint): constraint is ForeignKey => constraint.references !== null);
}

export function isNotNull({ columns }: Relation, column: string): boolean {
  return columns.some(({ name, notNull }) => name === column && notNull);
}

/** Whether exactly these columns are unique. */
export function isUnique({ constraints, indexes }: Relation, columns: readonly string[]): boolean {
  const same = (others: readonly (string | null)[]) =>
    others.length === columns.length && columns.every((column) => others.includes(column));
  return (
    constraints.some(
      ({ kind, columns: others }) => (kind === "primary key" || kind === "unique") && same(others),
    ) || indexes.some(({ unique, partial, columns: others }) => unique && !partial && same(others))
  );
}

import type { Column, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { type CheckHints, readCheckHints } from "./check-hints.js";
import type { ColumnGenerator } from "./generators/generator.js";
import { generatorsOf } from "./generators/generators.js";
import { type RowCondition, rowConditions } from "./row-conditions.js";
import { type TypeShape, typeShapeOf } from "./type-shape.js";
import type { TypeStructures } from "./type-structures.js";

/** What seeding needs to know about a table. */
export interface TableSpec {
  readonly key: string;
  readonly relation: Relation;
  /** The table that its rows are inserted into: itself or, for a partition, the top table. */
  readonly target: { readonly schema: string; readonly name: string };
  /** The columns that an insert can name. */
  readonly columns: readonly ColumnSpec[];
  /** The columns that hold the owner's id, the likeliest first. */
  readonly owners: readonly string[];
  /** The columns that hold a path whose first folder is the owner's id. */
  readonly folders: readonly string[];
  /** Owner columns and keys that a check requires to differ from the first of them, as the second user of a friendship. */
  readonly partners: ReadonlySet<string>;
  /** The columns that hold a team, with the key of the membership table. */
  readonly teams: ReadonlyMap<string, string>;
  /** For a membership table: its key in the contract. */
  readonly membersOf: string | undefined;
  /** For a membership table: the column that holds the role, and the table's key in the contract. */
  readonly role: { readonly column: string; readonly members: string } | undefined;
  /** The foreign keys, those with most columns first. */
  readonly foreignKeys: readonly ForeignKeySpec[];
  readonly checks: readonly RowCondition[];
  /** Whether an insert could go to another partition, so that a fitting key must be found first. */
  readonly partitioned: boolean;
}

export interface ColumnSpec {
  readonly column: Column;
  readonly shape: TypeShape;
  readonly generators: readonly ColumnGenerator[];
  /** The allowed values, if they are listed. */
  readonly labels: readonly string[];
}

export interface ForeignKeySpec {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly schema: string;
  readonly deferrable: boolean;
  /** Deferred by definition. */
  readonly deferred: boolean;
  /** The nullable columns. A null in one of them turns the key off. */
  readonly nullable: readonly string[];
}

/** The columns of a table whose special comes from the contract or from conditions. */
export interface SpecialColumns {
  readonly owners: readonly string[];
  readonly folders: readonly string[];
  readonly teams: ReadonlyMap<string, string>;
  readonly membersOf: string | undefined;
  readonly role: TableSpec["role"];
}

/** @param place the bounds are conditions on the rows of a partition, or of a table with partitions */
export function tableSpecOf(
  relation: Relation,
  structures: TypeStructures,
  special: SpecialColumns,
  place: { readonly target: TableSpec["target"]; readonly bounds: readonly RowCondition[] },
): TableSpec {
  const shapes = new Map(relation.columns.map(({ name, type }) => [name, typeShapeOf(type, structures)]));
  const checks = [...rowConditions(relation, shapes), ...place.bounds];
  const columns = relation.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map((column): ColumnSpec => {
      const shape = shapes.get(column.name) ?? typeShapeOf(column.type, structures);
      const hints = cluesFor(column.name, checks);
      return {
        column,
        shape,
        generators: generatorsOf(column, shape, hints),
        labels: labelsOf(shape, hints),
      };
    });
  const references = referencesOf(relation);
  return {
    key: keyOf(relation),
    relation,
    target: place.target,
    columns,
    ...special,
    partners: partnersOf(checks, special.owners, references),
    foreignKeys: references,
    checks,
    partitioned: place.bounds.length > 0,
  };
}

/** If a check compares columns with `<>` and all of them identify a user or a row: the columns after the first. */
function partnersOf(
  checks: readonly RowCondition[],
  owners: readonly string[],
  references: readonly ForeignKeySpec[],
): ReadonlySet<string> {
  const naming = new Set([...owners, ...references.flatMap(({ columns }) => columns)]);
  const differing = checks.filter(
    ({ expression, columns }) =>
      /<>|IS DISTINCT FROM/.test(expression) && columns.length > 1 && columns.every((one) => naming.has(one)),
  );
  const rank = (column: string) => (owners.includes(column) ? owners.indexOf(column) : owners.length);
  return new Set(
    differing.flatMap(({ columns }) => columns.toSorted((left, right) => rank(left) - rank(right)).slice(1)),
  );
}

function labelsOf({ name, type, structure }: TypeShape, { labels }: CheckHints): readonly string[] {
  if (type.endsWith("[]")) return [];
  if (structure?.kind === "enum") return structure.labels;
  return name === "boolean" ? ["true", "false"] : labels;
}

function cluesFor(column: string, checks: readonly RowCondition[]): CheckHints {
  const mentions = checks.filter(({ columns }) => columns.includes(column));
  const expressions = (list: readonly RowCondition[]) => list.map(({ expression }) => expression);
  return readCheckHints(
    expressions(mentions.filter(({ columns }) => columns.length === 1)),
    expressions(mentions.filter(({ columns }) => columns.length > 1)),
  );
}

function referencesOf(relation: Relation): readonly ForeignKeySpec[] {
  const { constraints, columns } = relation;
  const mayBeNull = new Set(columns.filter(({ notNull }) => !notNull).map(({ name }) => name));
  return constraints
    .flatMap((constraint): readonly ForeignKeySpec[] => {
      if (constraint.references === null) return [];
      return [
        {
          name: constraint.name,
          columns: constraint.columns,
          target: keyOf(constraint.references),
          targetColumns: constraint.references.columns,
          deferrable: / DEFERRABLE/.test(constraint.definition),
          deferred: / INITIALLY DEFERRED/.test(constraint.definition),
          schema: relation.schema,
          nullable: constraint.columns.filter((column) => mayBeNull.has(column)),
        },
      ];
    })
    .toSorted((left, right) => right.columns.length - left.columns.length);
}

/** Whether a foreign key references rows of the same table. */
export function isSelfReference(spec: TableSpec, foreignKey: ForeignKeySpec): boolean {
  return foreignKey.target === spec.key || foreignKey.target === keyOf(spec.target);
}

/** Whether a test user can have only one row: a unique index covers only their id and keys of their own rows. */
export function allowsOneRowEach(spec: TableSpec, postponed: ReadonlySet<ForeignKeySpec>): boolean {
  const setAtOnce = spec.foreignKeys.filter((one) => !postponed.has(one) && !isSelfReference(spec, one));
  const fixed = new Set([
    ...spec.owners,
    ...spec.teams.keys(),
    ...(spec.role === undefined ? [] : [spec.role.column]),
    ...setAtOnce.flatMap(({ columns }) => columns),
  ]);
  return spec.relation.indexes.some(
    ({ unique, partial, columns }) =>
      unique && !partial && columns.every((column) => column !== null && fixed.has(column)),
  );
}

import type { Column, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { type CheckHints, readCheckHints } from "./check-hints.js";
import type { ColumnGenerator } from "./generators/generator.js";
import { generatorsOf } from "./generators/generators.js";
import { type RowCondition, rowConditions } from "./row-conditions.js";
import { type TypeShape, typeShapeOf } from "./type-shape.js";
import type { TypeStructures } from "./type-structures.js";

/** All that is needed to make rows of a table, worked out once. */
export interface TableSpec {
  readonly key: string;
  readonly relation: Relation;
  /** Where its rows are inserted: the table, or the uppermost one of which it is a partition. */
  readonly target: { readonly schema: string; readonly name: string };
  /** Those that an insert may name. */
  readonly columns: readonly ColumnSpec[];
  /** Those that hold the id of whose row it is. */
  readonly owners: readonly string[];
  /** Those that hold a path whose first folder is the id of whose row it is. */
  readonly folders: readonly string[];
  /** Owners and keys that a check wants to be of somebody else than the first of them, as the two ends of a friendship. */
  readonly partners: ReadonlySet<string>;
  /** Those that hold a team, with the key of the table of members. */
  readonly teams: ReadonlyMap<string, string>;
  /** The table's key in the contract, where it says who is in which team. */
  readonly membersOf: string | undefined;
  /** The column of a table of members that tells the role, and the table's key. */
  readonly role: { readonly column: string; readonly members: string } | undefined;
  /** The foreign keys, the widest first. */
  readonly foreignKeys: readonly ForeignKeySpec[];
  readonly checks: readonly RowCondition[];
  /** Whether an insert could fall into another partition, so that its key is looked for first. */
  readonly partitioned: boolean;
}

export interface ColumnSpec {
  readonly column: Column;
  readonly shape: TypeShape;
  readonly generators: readonly ColumnGenerator[];
  /** All the values that it may have, where these are listed. */
  readonly labels: readonly string[];
}

export interface ForeignKeySpec {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly schema: string;
  readonly deferrable: boolean;
  /** Checked late without being told to. */
  readonly deferred: boolean;
  /** The columns that may be null; a null in one of them and the key is not looked up. */
  readonly nullable: readonly string[];
}

/** What the contract and its neighbours say of a table, beside its own structures. */
export interface SpecialColumns {
  readonly owners: readonly string[];
  readonly folders: readonly string[];
  readonly teams: ReadonlyMap<string, string>;
  readonly membersOf: string | undefined;
  readonly role: TableSpec["role"];
}

/** @param bounds conditions on the rows of a partition, or of a table with partitions */
export function tableSpecOf(
  relation: Relation,
  structures: TypeStructures,
  meaning: SpecialColumns,
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
    ...meaning,
    partners: partnersOf(checks, meaning.owners, references),
    foreignKeys: references,
    checks,
    partitioned: place.bounds.length > 0,
  };
}

/** Of the columns that a check compares with `<>`, those after the first, where all of them name somebody. */
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

/** Whether the key's rows refer to rows of the same table. */
export function isSelfReference(spec: TableSpec, foreignKey: ForeignKeySpec): boolean {
  return foreignKey.target === spec.key || foreignKey.target === keyOf(spec.target);
}

/** Whether a person can have one row only: something unique is made of their id and their own rows' keys. */
export function allowsOneRowEach(spec: TableSpec, postponed: ReadonlySet<ForeignKeySpec>): boolean {
  const settled = spec.foreignKeys.filter((one) => !postponed.has(one) && !isSelfReference(spec, one));
  const fixed = new Set([
    ...spec.owners,
    ...spec.teams.keys(),
    ...(spec.role === undefined ? [] : [spec.role.column]),
    ...settled.flatMap(({ columns }) => columns),
  ]);
  return spec.relation.indexes.some(
    ({ unique, partial, columns }) =>
      unique && !partial && columns.every((column) => column !== null && fixed.has(column)),
  );
}

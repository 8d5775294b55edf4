import type { Column, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import { type Check, rowConditions } from "./checks.js";
import { type Clues, readClues } from "./clues.js";
import type { Generator } from "./generators/generator.js";
import { generatorsOf } from "./generators/generators.js";
import { type Shape, shapeOf } from "./shape.js";
import type { TypeFacts } from "./type-facts.js";

/** All that is needed to make rows of a table, worked out once. */
export interface TableSpec {
  readonly key: string;
  readonly relation: Relation;
  /** Where its rows are inserted: the table, or the uppermost one of which it is a partition. */
  readonly target: { readonly schema: string; readonly name: string };
  /** Those that an insert may name. */
  readonly columns: readonly PlannedColumn[];
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
  readonly references: readonly Reference[];
  readonly checks: readonly Check[];
  /** Whether an insert could fall into another partition, so that its key is looked for first. */
  readonly routed: boolean;
}

export interface PlannedColumn {
  readonly column: Column;
  readonly shape: Shape;
  readonly generators: readonly Generator[];
  /** All the values that it may have, where these are listed. */
  readonly labels: readonly string[];
}

export interface Reference {
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

/** What the contract and its neighbours say of a table, beside its own facts. */
export interface Meaning {
  readonly owners: readonly string[];
  readonly folders: readonly string[];
  readonly teams: ReadonlyMap<string, string>;
  readonly membersOf: string | undefined;
  readonly role: TableSpec["role"];
}

/** @param bounds conditions on the rows of a partition, or of a table with partitions */
export function tableSpecOf(
  relation: Relation,
  facts: TypeFacts,
  meaning: Meaning,
  place: { readonly target: TableSpec["target"]; readonly bounds: readonly Check[] },
): TableSpec {
  const shapes = new Map(relation.columns.map(({ name, type }) => [name, shapeOf(type, facts)]));
  const checks = [...rowConditions(relation, shapes), ...place.bounds];
  const columns = relation.columns
    .filter(({ generated, identity }) => generated === null && identity !== "always")
    .map((column): PlannedColumn => {
      const shape = shapes.get(column.name) ?? shapeOf(column.type, facts);
      const clues = cluesFor(column.name, checks);
      return {
        column,
        shape,
        generators: generatorsOf(column, shape, clues),
        labels: labelsOf(shape, clues),
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
    references,
    checks,
    routed: place.bounds.length > 0,
  };
}

/** Of the columns that a check compares with `<>`, those after the first, where all of them name somebody. */
function partnersOf(
  checks: readonly Check[],
  owners: readonly string[],
  references: readonly Reference[],
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

function labelsOf({ name, type, fact }: Shape, { labels }: Clues): readonly string[] {
  if (type.endsWith("[]")) return [];
  if (fact?.kind === "enum") return fact.labels;
  return name === "boolean" ? ["true", "false"] : labels;
}

function cluesFor(column: string, checks: readonly Check[]): Clues {
  const mentions = checks.filter(({ columns }) => columns.includes(column));
  const expressions = (list: readonly Check[]) => list.map(({ expression }) => expression);
  return readClues(
    expressions(mentions.filter(({ columns }) => columns.length === 1)),
    expressions(mentions.filter(({ columns }) => columns.length > 1)),
  );
}

function referencesOf(relation: Relation): readonly Reference[] {
  const { constraints, columns } = relation;
  const mayBeNull = new Set(columns.filter(({ notNull }) => !notNull).map(({ name }) => name));
  return constraints
    .flatMap((constraint): readonly Reference[] => {
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
export function isToItself(spec: TableSpec, reference: Reference): boolean {
  return reference.target === spec.key || reference.target === keyOf(spec.target);
}

/** Whether a person can have one row only: something unique is made of their id and their own rows' keys. */
export function isSingle(spec: TableSpec, postponed: ReadonlySet<Reference>): boolean {
  const settled = spec.references.filter((one) => !postponed.has(one) && !isToItself(spec, one));
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

import type { Column, Constraint, Relation } from "../catalog/facts.js";
import { parentsOf } from "../catalog/parents.js";
import { identifier, raw } from "../sql/sql.js";
import { notNullConstraint, writeColumn, writeColumnSettings, writeOptions } from "./columns.js";
import type { DumpSource } from "./source.js";
import { named, statement } from "./statement.js";

/** A table with the constraints that can stand inside it; a partition is attached at once. */
export function writeTable(source: DumpSource, table: Relation): readonly string[] {
  const columns = table.inherits.length === 0 ? table.columns : table.columns.filter(({ local }) => local);
  const constraints = table.constraints.filter((constraint) => isInline(source, table, constraint));
  const lines = [
    ...columns.map((column) => writeColumn(source, table, column)),
    ...constraints.map(({ name, definition }) => `constraint ${identifier(name).text} ${definition}`),
  ];
  const unlogged = raw(table.unlogged ? "unlogged " : "");
  const body = raw(lines.length === 0 ? "" : `\n  ${lines.join(",\n  ")}\n`);
  return [
    statement`create ${unlogged}table ${named(table)} (${body})${raw(writeTail(table))}`,
    ...writeAttach(table),
    ...writeInheritedColumns(source, table),
    ...writeColumnSettings(table),
  ];
}

function writeTail(table: Relation): string {
  const parents = table.inherits.map((parent) => named(parent).text).join(", ");
  return [
    parents === "" ? "" : ` inherits (${parents})`,
    table.partitionKey === null ? "" : ` partition by ${table.partitionKey}`,
    table.options.length === 0 ? "" : ` with (${writeOptions(table.options)})`,
  ].join("");
}

function writeAttach(table: Relation): readonly string[] {
  if (table.partition === null) return [];
  const { of, bound } = table.partition;
  return [statement`alter table only ${named(of)} attach partition ${named(table)} ${raw(bound)}`];
}

/** Where a column that a table inherits differs from its parents'. */
function writeInheritedColumns(source: DumpSource, table: Relation): readonly string[] {
  if (table.inherits.length === 0) return [];
  const parents = table.inherits.flatMap((name) => source.relation(name)?.columns ?? []);
  return table.columns.flatMap((column) => {
    if (column.local) return [];
    const theirs = parents.filter(({ name }) => name === column.name);
    const alter = statement`alter table only ${named(table)} alter column ${identifier(column.name)}`;
    return [
      ...(theirs.some((parent) => parent.default !== column.default) && column.generated === null
        ? writeInheritedDefault(source, table, column, alter)
        : []),
      ...writeInheritedNotNull(table, column, theirs, alter),
    ];
  });
}

/** From 18 on a table can have a not-null constraint of its own, with a name, in addition to an inherited one. */
function writeInheritedNotNull(
  table: Relation,
  column: Column,
  theirs: readonly Column[],
  alter: string,
): readonly string[] {
  const constraint = notNullConstraint(table, column);
  if (constraint !== undefined) {
    return constraint.inherited || !constraint.validated ? [] : [writeConstraint(table, constraint)];
  }
  return column.notNull && !theirs.some(({ notNull }) => notNull) ? [`${alter} set not null`] : [];
}

function writeInheritedDefault(
  source: DumpSource,
  table: Relation,
  column: Column,
  alter: string,
): readonly string[] {
  if (column.default === null) return [`${alter} drop default`];
  return source.inline(table, "default", column.name) ? [`${alter} set default ${column.default}`] : [];
}

const keys: ReadonlySet<string> = new Set(["primary key", "unique", "exclusion"]);

/**
 * Whether a constraint is written inside its table. A partition repeats what it has from its table, so that attaching it
 * finds its own; a table that inherits does not.
 */
export function isInline(source: DumpSource, table: Relation, constraint: Constraint): boolean {
  if (constraint.inherited && table.partition === null) return false;
  if (keys.has(constraint.kind)) return true;
  return (
    constraint.kind === "check" && constraint.validated && source.inline(table, "constraint", constraint.name)
  );
}

/** A constraint written by itself. */
export function writeConstraint(table: Relation, { name, definition }: Constraint): string {
  return statement`alter table ${named(table)} add constraint ${identifier(name)} ${raw(definition)}`;
}

/** Whether a constraint is added to its table later: it needs a routine, or its old rows were never checked. */
export function isSeparate(source: DumpSource, table: Relation, constraint: Constraint): boolean {
  if (constraint.inherited || isInline(source, table, constraint)) return false;
  return constraint.kind === "check" || (constraint.kind === "not null" && !constraint.validated);
}

/**
 * A constraint whose old rows were never checked is given to the tables that inherit it as it is. Where one of them was made
 * later, and so has it checked, it is checked again.
 */
export function writeValidations(source: DumpSource, table: Relation): readonly string[] {
  const unchecked = parentsOf(table)
    .flatMap((parent) => source.relation(parent)?.constraints ?? [])
    .filter(({ kind, validated }) => !validated && kind !== "foreign key");
  return table.constraints
    .filter(
      ({ name, inherited, validated }) =>
        inherited && validated && unchecked.some((one) => one.name === name),
    )
    .map(({ name }) => statement`alter table ${named(table)} validate constraint ${identifier(name)}`);
}

import type { Column, Relation } from "../catalog/facts.js";
import { identifier, literal, raw } from "../sql/sql.js";
import { sequenceOptions } from "./sequences.js";
import type { DumpSource } from "./source.js";
import { named, statement } from "./statement.js";

/** A column as it stands in `create table`. */
export function writeColumn(source: DumpSource, table: Relation, column: Column): string {
  const parts = [
    identifier(column.name).text,
    column.type,
    column.collation === null ? "" : `collate ${column.collation}`,
    writeValue(source, table, column),
    writeNotNull(table, column),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function writeValue(source: DumpSource, table: Relation, column: Column): string {
  if (column.identity !== null) return writeIdentity(source, table, column, column.identity);
  if (column.default === null) return "";
  if (column.generated !== null) return `generated always as (${column.default}) ${column.generated}`;
  return source.inline(table, "default", column.name) ? `default ${column.default}` : "";
}

/**
 * From 17 on a partition shares the identity of its partitioned table, and takes it over when it is attached; it then
 * has no sequence of its own.
 */
function writeIdentity(source: DumpSource, table: Relation, column: Column, identity: string): string {
  const relation = source.identitySequence(table, column.name);
  if (relation?.sequence === undefined || relation.sequence === null) return "";
  const usualName = `${table.name}_${column.name}_seq`;
  const usual =
    relation.schema === table.schema && relation.name === usualName && Buffer.byteLength(usualName) < 64;
  const options =
    (usual ? "" : ` sequence name ${named(relation).text}`) + sequenceOptions(relation.sequence);
  return `generated ${identity} as identity${options === "" ? "" : ` (${options.trimStart()})`}`;
}

/** From 18 on a not-null constraint has a name; the one that Postgres gives by itself is not written. */
function writeNotNull(table: Relation, column: Column): string {
  if (!column.notNull) return "";
  const constraint = notNullConstraint(table, column);
  if (constraint === undefined) return "not null";
  if (!constraint.validated || (constraint.inherited && table.partition === null)) return "";
  const heritable = constraint.definition.endsWith(" NO INHERIT") ? " no inherit" : "";
  const usual = constraint.name === `${table.name}_${column.name}_not_null`;
  return `${usual ? "" : `constraint ${identifier(constraint.name).text} `}not null${heritable}`;
}

/** The constraint that says a column is not null, where the server has one. */
export function notNullConstraint(table: Relation, column: Column) {
  return table.constraints.find(
    (constraint) => constraint.kind === "not null" && constraint.columns[0] === column.name,
  );
}

/** What cannot stand in `create table` on every major: storage, compression, statistics and planner options. */
export function writeColumnSettings(table: Relation): readonly string[] {
  return table.columns.flatMap((column) => {
    const set = (setting: string) =>
      statement`alter table only ${named(table)} alter column ${identifier(column.name)} set ${raw(setting)}`;
    return [
      ...(column.storage === null ? [] : [set(`storage ${column.storage}`)]),
      ...(column.compression === null ? [] : [set(`compression ${column.compression}`)]),
      ...(column.statistics === null ? [] : [set(`statistics ${column.statistics}`)]),
      ...(column.options.length === 0 ? [] : [set(`(${writeOptions(column.options)})`)]),
    ];
  });
}

/** `fillfactor=70` as `fillfactor='70'`. */
export function writeOptions(options: readonly string[]): string {
  return options
    .map((option) => {
      const split = option.indexOf("=");
      return `${option.slice(0, split)}=${literal(option.slice(split + 1)).text}`;
    })
    .join(", ");
}

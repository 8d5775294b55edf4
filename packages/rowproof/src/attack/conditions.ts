import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { TextRow } from "./session.js";
import { keyColumns, type Target } from "./target.js";

/** The condition that selects these rows of a target by key, in the target's column names; undefined if its base has no key. */
export function keyCondition(target: Target, rows: readonly TextRow[]): string | undefined {
  const { base } = target;
  const key = base === undefined ? [] : keyColumns(base);
  if (base === undefined || key.length === 0 || rows.length === 0) return undefined;
  const names = key.map((column) => identifier(target.columnName(column)).text).join(", ");
  const values = rows.map(
    (row) => `(${key.map((column) => typedValue(base.columns, column, row)).join(", ")})`,
  );
  return `(${names}) in (${values.join(", ")})`;
}

/** The same for a table, in its own column names. */
export function rowsCondition(
  base: NonNullable<Target["base"]>,
  rows: readonly TextRow[],
): string | undefined {
  return keyCondition({ base, columnName: (column) => column } as Target, rows);
}

/** A value of a row as a literal of its column's type. */
export function typedValue(
  columns: readonly { readonly name: string; readonly type: string }[],
  column: string,
  row: TextRow,
): string {
  const value = row[column] ?? null;
  const type = columnType({ columns }, column);
  if (value === null) return `null::${type}`;
  return sql`${literal(value)}::${raw(type)}`.text;
}

export function columnType(
  { columns }: { readonly columns: readonly { readonly name: string; readonly type: string }[] },
  column: string,
): string {
  return columns.find(({ name }) => name === column)?.type ?? "text";
}

import { literal } from "../sql/sql.js";

/** The value written into a column: a literal's text (null for SQL's null) with the column's type, or a fixture's expression. */
export type ColumnValue =
  | { readonly text: string | null; readonly type: string }
  | { readonly expression: string };

/** As an expression that has its type in any context. */
export function typed(value: ColumnValue): string {
  if ("expression" in value) return value.expression;
  return `${written(value.text)}::${value.type}`;
}

/** As written in an insert, where a literal takes the column's type. */
export function bare(value: ColumnValue): string {
  return "expression" in value ? value.expression : written(value.text);
}

/** The text that a select will return, if it is known before the insert. */
export function knownText(value: ColumnValue): string | null | undefined {
  return "expression" in value ? undefined : value.text;
}

function written(text: string | null): string {
  return text === null ? "null" : literal(text).text;
}

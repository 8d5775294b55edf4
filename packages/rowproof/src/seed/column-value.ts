import { literal } from "../sql/sql.js";

/** What is written into a column: a literal's text (null for SQL's null) with the column's type, or an expression of a fixture. */
export type ColumnValue =
  | { readonly text: string | null; readonly type: string }
  | { readonly expression: string };

/** As an expression that has the type wherever it stands. */
export function typed(value: ColumnValue): string {
  if ("expression" in value) return value.expression;
  return `${written(value.text)}::${value.type}`;
}

/** As it is written in an insert, which gives a literal the column's type. */
export function bare(value: ColumnValue): string {
  return "expression" in value ? value.expression : written(value.text);
}

/** The text that will be read back, where it is known before. */
export function knownText(value: ColumnValue): string | null | undefined {
  return "expression" in value ? undefined : value.text;
}

function written(text: string | null): string {
  return text === null ? "null" : literal(text).text;
}

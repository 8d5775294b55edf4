import { identifier, raw, sql } from "../sql/sql.js";
import type { Target } from "./target.js";

/** Columns of a base with an SQL expression each: what an update sets. */
export type Assignments = Readonly<Record<string, string>>;

/** @param only a condition; absent: every row, without reading any */
export function updateOf(target: Target, assignments: Assignments, only?: string): string {
  const { relation } = target;
  const list = Object.entries(assignments).map(
    ([column, value]) => sql`${identifier(target.columnName(column))} = ${raw(value)}`.text,
  );
  const where = only === undefined ? "" : ` where ${only}`;
  return sql`update ${identifier(relation.schema, relation.name)} set ${raw(list.join(", "))}${raw(where)}`
    .text;
}

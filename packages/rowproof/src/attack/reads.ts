import type { RelationName } from "../catalog/facts.js";
import { identifier, sql } from "../sql/sql.js";
import type { TextRow } from "./session.js";
import { keyColumns, type Target } from "./target.js";

/** @param only a condition; absent: every row */
export function readOf({ relation }: { readonly relation: RelationName }, only?: string): string {
  const all = sql`select * from ${identifier(relation.schema, relation.name)}`.text;
  return only === undefined ? all : `${all} where ${only}`;
}

/** Whether a row that came back is a seeded one. */
export function shows(target: Target, came: TextRow, seeded: TextRow): boolean {
  const { base, relation } = target;
  if (base === undefined) return false;
  const key = keyColumns(base);
  const columns = key.length > 0 ? key : base.columns.map(({ name }) => name);
  const there = new Set(relation.columns.map(({ name }) => name));
  const asked = columns.filter((column) => there.has(target.columnName(column)));
  return (
    asked.length > 0 &&
    asked.every((column) => plain(came[target.columnName(column)]) === plain(seeded[column]))
  );
}

/** `select` prints a boolean by a letter and pads a `char(n)`; a cast to text does neither. */
function plain(value: string | null | undefined): string | null {
  if (value === "t") return "true";
  return value === "f" ? "false" : (value?.trimEnd() ?? null);
}

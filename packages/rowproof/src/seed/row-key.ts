import { identifier, literal } from "../sql/sql.js";
import type { StoredSeedRow } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";

/** The columns that identify a row of the table; empty if only its position does. */
export function keyColumns({ relation }: TableSpec): readonly string[] {
  const primary = relation.constraints.find(({ kind }) => kind === "primary key");
  if (primary !== undefined) return primary.columns;
  const mayBeNull = new Set(relation.columns.filter(({ notNull }) => !notNull).map(({ name }) => name));
  const unique = relation.indexes.find(
    ({ unique, partial, valid, columns }) =>
      unique && !partial && valid && columns.every((column) => column !== null && !mayBeNull.has(column)),
  );
  return unique?.columns.filter((column) => column !== null) ?? [];
}

/** A condition that is true for this row only. */
export function isRow({ spec, row, place }: Pick<StoredSeedRow, "spec" | "row" | "place">): string {
  const columns = keyColumns(spec);
  if (columns.length === 0) {
    return `ctid = ${literal(place.ctid).text} and tableoid = ${literal(place.table).text}::pg_catalog.regclass`;
  }
  return columns
    .map((column) => `${identifier(column).text} = ${literal(row[column] ?? "").text}`)
    .join(" and ");
}

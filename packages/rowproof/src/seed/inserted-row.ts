import { identifier } from "../sql/sql.js";
import type { TableSpec } from "./table-spec.js";

/** A row as the server returned it after an insert, an update or a select. */
export interface InsertedRow {
  /** Every column as text. */
  readonly row: Readonly<Record<string, string | null>>;
  readonly place: RowPlace;
}

/** Where a row is stored: the table or partition, and the position in it. */
interface RowPlace {
  readonly table: string;
  readonly ctid: string;
}

/** The select list that `insertedRowOf` reads. */
export function readingColumns({ relation }: TableSpec): string {
  const columns = relation.columns.map(({ name }) => `${identifier(name).text}::text`);
  return ["tableoid::pg_catalog.regclass::text", "ctid::text", ...columns].join(", ");
}

export function insertedRowOf({ relation }: TableSpec, cells: readonly (string | null)[]): InsertedRow {
  const [table, ctid, ...texts] = cells;
  const row = Object.fromEntries(relation.columns.map(({ name }, index) => [name, texts[index] ?? null]));
  return { row, place: { table: table ?? "", ctid: ctid ?? "" } };
}

import type { RelationName } from "../catalog/facts.js";
import type { TestUserIdentity } from "./test-user-identity.js";

/** A row that was seeded, as it is stored. */
export interface SeededRow {
  readonly table: RelationName;
  /** The name of the row's test user; `nobody` for an ownerless row. */
  readonly person: string;
  /** Every column as text, as `column::text` prints it. */
  readonly row: Readonly<Record<string, string | null>>;
  /** The statement that made it, with its values as literals. It runs in plain `psql` as the tables' owner. */
  readonly statement: string;
}

/** A table that has no row for a test user. */
export interface UnseededTable {
  readonly table: RelationName;
  readonly person: string;
  /** The reason, without any row's values. */
  readonly why: string;
  readonly sqlstate: string | undefined;
}

/** A row that could be inserted: for every column that the insert names, an SQL expression (usually a literal with a cast). */
export type NewRow = Readonly<Record<string, string>>;

/** Everything that was seeded, and the functions that make more rows and values. */
export interface SeedResult {
  readonly persons: readonly TestUserIdentity[];
  readonly rows: readonly SeededRow[];
  readonly unseeded: readonly UnseededTable[];
  /**
   * A row that could be inserted into a table now. Unique values are new, foreign keys reference rows of the test user, and the
   * owner column holds their id. The same call returns the same values; another `round` returns others. Undefined if no insert by
   * the tables' owner succeeded.
   */
  newRow(table: RelationName, person: string, round?: number): NewRow | undefined;
  /** Values that a column may hold, other than the one given, as SQL expressions: the labels of an enum or a check, both booleans, or generated values. */
  otherValues(table: RelationName, column: string, than: string | null): readonly string[];
}

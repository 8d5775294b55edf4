import type { RelationName } from "../catalog/facts.js";
import type { TestUserIdentity } from "./test-user-identity.js";

/** A row that was put into a table, as it came to lie there. */
export interface SeededRow {
  readonly table: RelationName;
  /** Whose it is: a person's name, or `nobody`'s, as a legacy row is. */
  readonly person: string;
  /** Every column as text, as `column::text` prints it. */
  readonly row: Readonly<Record<string, string | null>>;
  /** The statement that put it there, with its values written in; it runs under plain `psql` as the tables' owner. */
  readonly statement: string;
}

/** A table that got no row for a person, and why. */
export interface UnseededTable {
  readonly table: RelationName;
  readonly person: string;
  /** The server's words, or ours, without anybody's data. */
  readonly why: string;
  readonly sqlstate: string | undefined;
}

/** A row that is not there yet: for every column that an insert names, an SQL expression (a literal with its testUsers, mostly). */
export type NewRow = Readonly<Record<string, string>>;

/** All that was seeded, and the means to make one more row. */
export interface SeedResult {
  readonly persons: readonly TestUserIdentity[];
  readonly rows: readonly SeededRow[];
  readonly unseeded: readonly UnseededTable[];
  /**
   * A row that could be inserted into a table now: values that no row has yet where they must be unique, foreign keys
   * to the person's own rows, the owner column theirs. The same call gives the same values again, `round` others.
   * Undefined where no insert by the tables' owner succeeded.
   */
  newRow(table: RelationName, person: string, round?: number): NewRow | undefined;
  /** Other values that a column of a table may hold than the one given: every label of an enum or a check's list, both booleans, or one made up. SQL expressions. */
  otherValues(table: RelationName, column: string, than: string | null): readonly string[];
}

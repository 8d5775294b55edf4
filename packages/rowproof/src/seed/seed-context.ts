import type { FixtureRow } from "../contract/contract.js";
import type { InsertedRow } from "./inserted-row.js";
import type { SeedingOrder } from "./seeding-order.js";
import type { ForeignKeySpec, TableSpec } from "./table-spec.js";
import type { TestUser } from "./test-users.js";
import type { ValueSeed } from "./value-seed.js";

/** A seeded row, with what is needed to find it again. */
export interface StoredSeedRow extends InsertedRow {
  readonly spec: TableSpec;
  /** The test user's name. */
  readonly person: string;
  readonly number: number;
  readonly statement: string;
}

/** What is known about the database while rows are seeded. */
export interface SeedContext {
  readonly testUsers: ReadonlyMap<string, TestUser>;
  readonly order: SeedingOrder;
  readonly specs: ReadonlyMap<string, TableSpec>;
  /** By the table's key and the test user's name; row 0 is first. */
  readonly storedRows: Map<string, Map<string, StoredSeedRow[]>>;
  /** The server's day, in milliseconds since 1970. */
  readonly today: number;
  /** By the table's key: rows that the contract gives. */
  readonly fixtures: ReadonlyMap<string, readonly FixtureRow[]>;
}

/** A row to seed. */
export interface SeedTask {
  readonly spec: TableSpec;
  readonly testUser: TestUser;
  readonly number: number;
  /** The columns that the contract gives. */
  readonly given: FixtureRow;
  /** What to try instead if the table refuses `given`. */
  readonly alternatives?: readonly FixtureRow[];
  /** A useful row that no other row needs. The search for it is short, and later rows do not copy its variant. */
  readonly optional?: boolean;
}

/** The test user of ownerless rows. No contract contains them. */
export const nobody: TestUser = {
  identity: { name: "nobody", id: "legacy-user-1", email: "legacy@rowproof.test" },
  hasRows: false,
  teamOf: "nobody",
  roles: {},
  rows: {},
};

/** The seeded rows of a test user in a table. */
export function storedRowsOf(
  { storedRows }: SeedContext,
  table: string,
  person: string,
): readonly StoredSeedRow[] {
  return storedRows.get(table)?.get(person) ?? [];
}

export function addStoredRow({ storedRows }: SeedContext, row: StoredSeedRow): void {
  const ofTable = storedRows.get(row.spec.key) ?? new Map<string, StoredSeedRow[]>();
  storedRows.set(row.spec.key, ofTable);
  const list = ofTable.get(row.person) ?? [];
  ofTable.set(
    row.person,
    [...list, row].toSorted((left, right) => left.number - right.number),
  );
}

/** Whether a foreign key is null at first and set at the end. */
export function isPostponed({ order }: SeedContext, foreignKey: ForeignKeySpec): boolean {
  return order.postponed.has(foreignKey);
}

/** The seed of a column's generated value. */
export function seedOf(
  { spec, testUser, number }: SeedTask,
  column: string,
  round: number,
  context: SeedContext,
): ValueSeed {
  const { name, email } = testUser.identity;
  return { table: spec.key, column, person: name, email, number, round, today: context.today };
}

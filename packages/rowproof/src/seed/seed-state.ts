import type { FixtureRow } from "../contract/contract.js";
import type { SeedingOrder } from "./order.js";
import type { Reference, TableSpec } from "./table-spec.js";
import type { TestUser } from "./test-users.js";

/** A row that lies in a table, with what is needed to find it again. */
export interface Entry {
  readonly spec: TableSpec;
  readonly person: string;
  readonly number: number;
  readonly statement: string;
  readonly row: Readonly<Record<string, string | null>>;
  /** The table that really holds it and where in that, for a table without a key. */
  readonly place: { readonly table: string; readonly ctid: string };
}

/** All that is known while rows are seeded. */
export interface SeedState {
  readonly testUsers: ReadonlyMap<string, TestUser>;
  readonly order: SeedingOrder;
  readonly specs: ReadonlyMap<string, TableSpec>;
  /** By the table's key and the person's name, row 0 first. */
  readonly entries: Map<string, Map<string, Entry[]>>;
  /** The server's day, in milliseconds since 1970. */
  readonly today: number;
  /** By the table's key: rows that the contract gives. */
  readonly fixtures: ReadonlyMap<string, readonly FixtureRow[]>;
}

/** Which generator makes each column's value, and how many rounds further on; the first, in its own round, where none is named. */
export type Recipe = ReadonlyMap<string, Ingredient>;

export interface Ingredient {
  /** `leftEmpty` for null in a column that could have an owner's id or a parent's key. */
  readonly generator: number;
  readonly shift: number;
}

export const leftEmpty = -1;

/** A row that is asked for. */
export interface Task {
  readonly spec: TableSpec;
  readonly member: TestUser;
  readonly number: number;
  /** Columns that the contract gives, and what may be given instead where they are refused. */
  readonly given: FixtureRow;
  readonly otherwise?: readonly FixtureRow[];
  /** A row that is good to have and that nothing rests on: it is not searched for long, and teaches nothing. */
  readonly optional?: boolean;
}

/** Someone who is in no testUsers: what legacy rows belong to. */
export const nobody: TestUser = {
  person: { name: "nobody", id: "legacy-user-1", email: "legacy@rowproof.test" },
  settled: false,
  teamOf: "nobody",
  roles: {},
  rows: {},
};

export function entriesOf({ entries }: SeedState, table: string, person: string): readonly Entry[] {
  return entries.get(table)?.get(person) ?? [];
}

export function addEntry({ entries }: SeedState, entry: Entry): void {
  const ofTable = entries.get(entry.spec.key) ?? new Map<string, Entry[]>();
  entries.set(entry.spec.key, ofTable);
  const list = ofTable.get(entry.person) ?? [];
  ofTable.set(
    entry.person,
    [...list, entry].toSorted((left, right) => left.number - right.number),
  );
}

/** Whether a key is left empty at first, so that its column is null. */
export function waits({ order }: SeedState, reference: Reference): boolean {
  return order.postponed.has(reference);
}

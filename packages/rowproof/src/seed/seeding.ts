import type pg from "pg";
import type { Returned } from "./insertion.js";
import type { Trial } from "./search.js";
import { addEntry, type Entry, type SeedState, type Task } from "./seed-state.js";
import type { TableSpec } from "./table-spec.js";

/** A seeding under way. */
export interface Seeding {
  readonly client: pg.ClientBase;
  readonly seedState: SeedState;
  /** Whether a trigger may make rows of which nobody asked. */
  readonly triggers: boolean;
  /** In the order in which they came to lie there. */
  readonly seeded: Entry[];
  /** The last trial that a table took. */
  readonly learned: Map<TableSpec, Trial>;
  /** Tables for which a long search found nothing. */
  readonly barren: Set<TableSpec>;
}

/** A row that no table took. */
export interface Failure {
  readonly task: Task;
  readonly refused: Error | string;
}

/** A row as it came to lie there for a task. */
export function entryOf(task: Task, statement: string, { row, place }: Returned): Entry {
  return {
    spec: task.spec,
    person: task.member.person.name,
    number: task.number,
    statement,
    row,
    place,
  };
}

/** Notes a row, so that others can refer to it. */
export function record({ seeded, seedState }: Seeding, entry: Entry): void {
  seeded.push(entry);
  addEntry(seedState, entry);
}

import type pg from "pg";
import type { InsertVariant } from "./insert-variant.js";
import type { InsertedRow } from "./inserted-row.js";
import { addStoredRow, type SeedContext, type SeedTask, type StoredSeedRow } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";

/** One run of seeding. */
export interface SeedRun {
  readonly client: pg.ClientBase;
  readonly context: SeedContext;
  /** Whether triggers exist, which may make rows of their own. */
  readonly hasTriggers: boolean;
  /** In the order in which they were seeded. */
  readonly seeded: StoredSeedRow[];
  /** The last variant that each table accepted. */
  readonly lastVariants: Map<TableSpec, InsertVariant>;
  /** Tables for which a long search found nothing. */
  readonly exhaustedTables: Set<TableSpec>;
}

/** A row that its table refused. */
export interface FailedSeedTask {
  readonly task: SeedTask;
  readonly refused: Error | string;
}

/** The row that was stored for a task. */
export function storedRowFor(task: SeedTask, statement: string, { row, place }: InsertedRow): StoredSeedRow {
  return {
    spec: task.spec,
    person: task.testUser.identity.name,
    number: task.number,
    statement,
    row,
    place,
  };
}

/** Records a row, so that others can reference it. */
export function recordRow({ seeded, context }: SeedRun, row: StoredSeedRow): void {
  seeded.push(row);
  addStoredRow(context, row);
}

import { usersKey } from "../sql/relation-key.js";
import { typed } from "./column-value.js";
import { insertAttempt, tryInserts } from "./insert-attempt.js";
import { firstVariant, type InsertVariant } from "./insert-variant.js";
import { tableOf } from "./read-back.js";
import { draftRow } from "./row-draft.js";
import { isRow } from "./row-key.js";
import { searchRow } from "./row-search.js";
import { type SeedContext, type SeedTask, type StoredSeedRow, storedRowsOf } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import { fixturesFrom } from "./seed-tasks.js";
import type { NewRow } from "./seeded.js";
import type { TableSpec } from "./table-spec.js";
import { neighbours } from "./test-users.js";

/** How to make one more row. An insert that was rolled back has shown that it works. */
export interface ProvenNewRow {
  readonly task: SeedTask;
  readonly variant: InsertVariant;
}

/** By the table's key and the test user's name. */
export type ProvenNewRows = ReadonlyMap<string, ReadonlyMap<string, ProvenNewRow>>;

/** Rows 0 and 1 are seeded. */
const nextNumber = 2;

/** How many inserts go to the server in one message. */
const together = 64;

/** Finds, for each table and test user, an insert of one more row that works. */
export async function proveNewRows(run: SeedRun): Promise<ProvenNewRows> {
  const { context } = run;
  const proven = new Map<string, Map<string, ProvenNewRow>>();
  const tasks = [...context.specs.values()]
    .filter(({ key }) => key !== usersKey)
    .flatMap((spec) => newRowTasks(spec, context));
  for (let at = 0; at < tasks.length; at += together) {
    for (const newRow of await proveSome(run, tasks.slice(at, at + together))) {
      const { spec, testUser } = newRow.task;
      const ofTable = proven.get(spec.key) ?? new Map<string, ProvenNewRow>();
      proven.set(spec.key, ofTable.set(testUser.identity.name, newRow));
    }
  }
  return proven;
}

function newRowTasks(spec: TableSpec, context: SeedContext): readonly SeedTask[] {
  const testUsers = [...context.testUsers.values()].filter(
    ({ identity }) => !neighbours.includes(identity.name),
  );
  const withRows = testUsers.filter(({ hasRows }) => hasRows).length;
  return testUsers.map((testUser, index) => {
    const [given = {}, ...alternatives] = fixturesFrom(context, spec, nextNumber * withRows + index);
    return { spec, testUser, number: nextNumber, given, alternatives };
  });
}

/** Tries the usual insert of all tasks in one message, and searches for each one that is refused. */
async function proveSome(run: SeedRun, tasks: readonly SeedTask[]): Promise<readonly ProvenNewRow[]> {
  const { client, context, lastVariants } = run;
  const planned = tasks.map((task) => {
    const variant = lastVariants.get(task.spec) ?? firstVariant;
    return { newRow: { task, variant }, draft: draftRow(task, variant, context) };
  });
  const possible = planned.filter(({ draft }) => draft.obstacle === undefined);
  const ready = possible.filter(({ newRow }) => !newRow.task.spec.partitioned);
  const attempts = ready.map(({ newRow, draft }) => insertAttempt(newRow.task, draft, newRow.variant));
  const results = await tryInserts(client, attempts, { keep: false });
  const proven = new Set(ready.filter((_, index) => !(results[index] instanceof Error)));
  const found: ProvenNewRow[] = [];
  for (const one of possible) {
    if (proven.has(one)) found.push(one.newRow);
    else found.push(...(await proveAlone(run, one.newRow)));
  }
  return found;
}

async function proveAlone(run: SeedRun, { task, variant }: ProvenNewRow): Promise<readonly ProvenNewRow[]> {
  const { client, context } = run;
  for (const given of [task.given, ...(task.alternatives ?? [])]) {
    const one = { ...task, given };
    for (const before of [[], ...waysToDelete(one, context)]) {
      const options = { start: variant, keep: false, most: 40, before };
      const result = await searchRow(client, one, context, options);
      if (!("refused" in result)) return [{ task: one, variant: result.variant }];
    }
  }
  return [];
}

/** Statements that delete the test user's own row, where a table takes only one: with and without its dependent rows. */
function waysToDelete({ spec, testUser }: SeedTask, context: SeedContext): readonly (readonly string[])[] {
  const stored: readonly StoredSeedRow[] = [testUser.identity.name, testUser.teamOf].flatMap((name) =>
    storedRowsOf(context, spec.key, name),
  );
  if (stored.length === 0) return [];
  const deletion = `delete from ${tableOf(spec)} where ${stored.map((one) => `(${isRow(one)})`).join(" or ")}`;
  const alone = [
    "set local session_replication_role = replica",
    deletion,
    "set local session_replication_role = origin",
  ];
  return [[deletion], alone];
}

/** The values of one more row, as SQL expressions. */
export function newRowOf(
  { task, variant }: ProvenNewRow,
  round: number,
  context: SeedContext,
): NewRow | undefined {
  const { values, obstacle } = draftRow(task, { ...variant, round: variant.round + round }, context);
  if (obstacle !== undefined) return undefined;
  return Object.fromEntries([...values].map(([column, value]) => [column, typed(value)]));
}

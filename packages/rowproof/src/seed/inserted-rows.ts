import { isDeepStrictEqual } from "node:util";
import { insertAttempt, tryInserts } from "./insert-attempt.js";
import { firstVariant } from "./insert-variant.js";
import type { InsertedRow } from "./inserted-row.js";
import { tableOf } from "./read-back.js";
import { draftRow } from "./row-draft.js";
import { isRow } from "./row-key.js";
import { scriptOf, withClaims, withDeferredKeys } from "./row-script.js";
import { type FoundRow, type RowSearchResult, searchRow } from "./row-search.js";
import { nobody, type SeedTask } from "./seed-context.js";
import { type FailedSeedTask, recordRow, type SeedRun, storedRowFor } from "./seed-run.js";
import { matchTriggerRows, type TriggerMadeRow, updateTriggerRow } from "./trigger-rows.js";

/** How many inserts go to the server in one message. */
const together = 64;

/**
 * Seeds rows that do not reference each other. Rows that a trigger made already are updated. The others are inserted, many in
 * one message.
 * @returns the tasks whose row was refused.
 */
export async function seedTasks(
  run: SeedRun,
  tasks: readonly SeedTask[],
): Promise<readonly FailedSeedTask[]> {
  const existing = run.hasTriggers ? await matchTriggerRows(run.client, tasks, run.context) : new Map();
  const failures: FailedSeedTask[] = [];
  let waiting: SeedTask[] = [];
  const flush = async () => {
    failures.push(...(await insertAll(run, waiting)));
    waiting = [];
  };
  for (const task of tasks) {
    const row: TriggerMadeRow | undefined = existing.get(task);
    if (row !== undefined) recordRow(run, await updateTriggerRow(run, task, row));
    else if (waiting.push(task) >= together) await flush();
  }
  await flush();
  return failures;
}

async function insertAll(run: SeedRun, tasks: readonly SeedTask[]): Promise<readonly FailedSeedTask[]> {
  const { client, context, lastVariants } = run;
  const planned = tasks.map((task) => {
    const variant = lastVariants.get(task.spec) ?? firstVariant;
    return { task, variant, draft: draftRow(task, variant, context) };
  });
  const ready = planned.filter(({ task, draft }) => draft.obstacle === undefined && !task.spec.partitioned);
  const results = await tryInserts(
    client,
    ready.map(({ task, draft, variant }) => insertAttempt(task, draft, variant)),
  );
  const inserted = new Map(ready.map(({ task }, index) => [task, results[index]]));
  const failures: FailedSeedTask[] = [];
  for (const { task, draft, variant } of planned) {
    const result = inserted.get(task);
    if (result === undefined || result instanceof Error) failures.push(...(await seedAlone(run, task)));
    else await recordInsert(run, task, { draft, variant, returned: result });
  }
  return failures;
}

/** Searches for a row, with each of the contract's fixtures in turn. */
async function seedAlone(run: SeedRun, task: SeedTask): Promise<readonly FailedSeedTask[]> {
  const { client, context, lastVariants, exhaustedTables } = run;
  const most = isOptional(task) || exhaustedTables.has(task.spec) ? 20 : 200;
  let result: RowSearchResult = { refused: "no insert was tried" };
  for (const given of [task.given, ...(task.alternatives ?? [])]) {
    const one = { ...task, given };
    const start = lastVariants.get(task.spec) ?? firstVariant;
    result = await searchRow(client, one, context, { start, most });
    if (!("refused" in result)) {
      await recordInsert(run, one, result);
      return [];
    }
  }
  if (!isOptional(task)) exhaustedTables.add(task.spec);
  return [{ task, refused: result.refused }];
}

function isOptional({ testUser, optional }: SeedTask): boolean {
  return testUser === nobody || optional === true;
}

async function recordInsert(
  run: SeedRun,
  task: SeedTask,
  { draft, variant, returned }: FoundRow,
): Promise<void> {
  // An ownerless row has to omit values that other rows can have.
  if (!isOptional(task)) run.lastVariants.set(task.spec, variant);
  const script = scriptOf(task.spec, draft.values, returned);
  const { claims } = insertAttempt(task, draft, variant);
  const insert = (await needsClaims(run, task, script, returned)) ? withClaims(claims, script) : script;
  const statement = withDeferredKeys(task.spec, run.context.order.forward, insert);
  recordRow(run, storedRowFor(task, statement, returned));
}

/** Whether a trigger refuses or changes the row if there is no request. */
async function needsClaims(
  { client }: SeedRun,
  { spec }: SeedTask,
  statement: string,
  returned: InsertedRow,
): Promise<boolean> {
  if (!spec.relation.triggers.some(({ events }) => events.includes("insert"))) return false;
  const before = [`delete from ${tableOf(spec)} where ${isRow({ spec, ...returned })}`];
  const [again] = await tryInserts(client, [{ spec, statement, claims: "", before }], { keep: false });
  return again === undefined || again instanceof Error || !isDeepStrictEqual(again.row, returned.row);
}

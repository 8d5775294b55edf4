import { insertOf } from "./insert-attempt.js";
import { firstVariant } from "./insert-variant.js";
import { insertedRowOf, readingColumns } from "./inserted-row.js";
import { seedTasks } from "./inserted-rows.js";
import { draftRow } from "./row-draft.js";
import { scriptOf } from "./row-script.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import type { SeedTask } from "./seed-context.js";
import { recordRow, type SeedRun, storedRowFor } from "./seed-run.js";
import { ownerlessTask } from "./seed-tasks.js";

const disableTriggers = "set local session_replication_role = replica";
const enableTriggers = "set local session_replication_role = origin";

/** Seeds rows without an owner, like those left from a time when users had other ids, in every table that accepts one. */
export async function seedOwnerlessRows(run: SeedRun): Promise<void> {
  for (const level of run.context.order.levels) {
    const tasks = level.flatMap((spec) => ownerlessTask(spec, run.context) ?? []);
    for (const { task } of await seedTasks(run, tasks)) await seedWithoutTriggers(run, task);
  }
}

/** Without triggers and foreign keys, as rows are that are older than those. Needs a superuser. */
async function seedWithoutTriggers(run: SeedRun, task: SeedTask): Promise<void> {
  const { client, context, lastVariants } = run;
  const draft = draftRow(task, lastVariants.get(task.spec) ?? firstVariant, context);
  if (draft.obstacle !== undefined) return;
  const statement = `${insertOf(task.spec, draft)} returning ${readingColumns(task.spec)}`;
  try {
    const [, rows = []] = await runInSavepoint(client, [disableTriggers, statement, enableTriggers]);
    const [cells] = rows;
    if (cells === undefined) return;
    const returned = insertedRowOf(task.spec, cells);
    const insert = scriptOf(task.spec, draft.values, returned);
    const script = [disableTriggers, insert, enableTriggers].join(";\n");
    recordRow(run, storedRowFor(task, script, returned));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

import { draftRow } from "./draft.js";
import { insertOf, isRefusal, readingOf, returnedRow, runInSavepoint } from "./insertion.js";
import { scriptOf } from "./script.js";
import { firstTrial } from "./search.js";
import type { Task } from "./seed-state.js";
import { seedTasks } from "./seeded-rows.js";
import { entryOf, record, type Seeding } from "./seeding.js";
import { legacyTask } from "./tasks.js";

const silence = "set local session_replication_role = replica";
const speak = "set local session_replication_role = origin";

/** Rows that are nobody's, as they stay behind where users had other ids: seeded where the database takes them, else left. */
export async function seedLegacy(seeding: Seeding): Promise<void> {
  for (const level of seeding.seedState.order.levels) {
    const tasks = level.flatMap((spec) => legacyTask(spec, seeding.seedState) ?? []);
    for (const { task } of await seedTasks(seeding, tasks)) await seedSilently(seeding, task);
  }
}

/** Without triggers and foreign keys, as rows came in before there were any. Only a superuser may. */
async function seedSilently(seeding: Seeding, task: Task): Promise<void> {
  const { client, seedState, learned } = seeding;
  const trial = learned.get(task.spec) ?? firstTrial;
  const draft = draftRow(task, trial.round, trial.recipe, seedState);
  if (draft.lack !== undefined) return;
  const statement = `${insertOf(task.spec, draft)} returning ${readingOf(task.spec)}`;
  try {
    const [, rows = []] = await runInSavepoint(client, [silence, statement, speak]);
    const [cells] = rows;
    if (cells === undefined) return;
    const returned = returnedRow(task.spec, cells);
    const script = [silence, scriptOf(task.spec, draft.values, returned), speak].join(";\n");
    record(seeding, entryOf(task, script, returned));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

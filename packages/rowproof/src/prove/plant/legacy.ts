import { draftRow } from "./draft.js";
import type { Task } from "./garden.js";
import { insertOf, isRefusal, readingOf, returnedRow, runInSavepoint } from "./insertion.js";
import { plantTasks } from "./planted-rows.js";
import { entryOf, type Planting, record } from "./planting.js";
import { scriptOf } from "./script.js";
import { firstTrial } from "./search.js";
import { legacyTask } from "./tasks.js";

const silence = "set local session_replication_role = replica";
const speak = "set local session_replication_role = origin";

/** Rows that are nobody's, as they stay behind where users had other ids: planted where the database takes them, else left. */
export async function plantLegacy(planting: Planting): Promise<void> {
  for (const level of planting.garden.order.levels) {
    const tasks = level.flatMap((blueprint) => legacyTask(blueprint, planting.garden) ?? []);
    for (const { task } of await plantTasks(planting, tasks)) await plantSilently(planting, task);
  }
}

/** Without triggers and foreign keys, as rows came in before there were any. Only a superuser may. */
async function plantSilently(planting: Planting, task: Task): Promise<void> {
  const { client, garden, learned } = planting;
  const trial = learned.get(task.blueprint) ?? firstTrial;
  const draft = draftRow(task, trial.round, trial.recipe, garden);
  if (draft.lack !== undefined) return;
  const statement = `${insertOf(task.blueprint, draft)} returning ${readingOf(task.blueprint)}`;
  try {
    const [, rows = []] = await runInSavepoint(client, [silence, statement, speak]);
    const [cells] = rows;
    if (cells === undefined) return;
    const returned = returnedRow(task.blueprint, cells);
    const script = [silence, scriptOf(task.blueprint, draft.values, returned), speak].join(";\n");
    record(planting, entryOf(task, script, returned));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

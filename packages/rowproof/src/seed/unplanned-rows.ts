import { usersKey } from "../sql/relation-key.js";
import { triggerRowScript } from "./row-script.js";
import type { SeedTask } from "./seed-context.js";
import { recordRow, type SeedRun, storedRowFor } from "./seed-run.js";
import { readTriggerRows } from "./trigger-rows.js";

/** Records the rows that triggers made for test users that get no rows of their own. */
export async function recordUnplannedRows(run: SeedRun): Promise<void> {
  const { client, context, hasTriggers } = run;
  if (!hasTriggers) return;
  const others = [...context.testUsers.values()].filter(({ hasRows }) => !hasRows);
  const tasks = [...context.specs.values()]
    .filter(({ key, owners }) => key !== usersKey && owners.length > 0)
    .flatMap((spec) => others.map((testUser): SeedTask => ({ spec, testUser, number: 0, given: {} })));
  const found = await readTriggerRows(client, tasks, context);
  for (const [index, task] of tasks.entries()) {
    for (const { returned, owner } of found[index] ?? []) {
      const { id } = task.testUser.identity;
      const script = triggerRowScript(task.spec, { column: owner, id }, returned.row);
      recordRow(run, storedRowFor(task, script, returned));
    }
  }
}

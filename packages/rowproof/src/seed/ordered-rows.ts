import type { ResolvedContract } from "../contract/resolved.js";
import { seedTasks } from "./inserted-rows.js";
import type { SeedContext } from "./seed-context.js";
import type { FailedSeedTask, SeedRun } from "./seed-run.js";
import { type ActorRows, seedTasksFor } from "./seed-tasks.js";

/**
 * Seeds level by level, in the order of the foreign keys. What was refused is tried again once the rest is seeded, as long as
 * that helps.
 */
export async function seedInOrder(
  run: SeedRun,
  contract: ResolvedContract,
): Promise<readonly FailedSeedTask[]> {
  const { context } = run;
  const actorRows = actorRowsOf(contract, context);
  let failures: readonly FailedSeedTask[] = [];
  for (const level of context.order.levels) {
    const tasks = level.flatMap((spec) => seedTasksFor(spec, context, actorRows));
    failures = [...failures, ...(await seedTasks(run, tasks))];
  }
  for (let before = Number.POSITIVE_INFINITY; failures.length > 0 && failures.length < before; ) {
    before = failures.length;
    failures = await seedTasks(
      run,
      failures.map(({ task }) => task),
    );
  }
  return failures;
}

function actorRowsOf(contract: ResolvedContract, { testUsers }: SeedContext): ActorRows {
  return new Map([...testUsers.keys()].map((name) => [name, contract.actorRows.get(name) ?? new Map()]));
}

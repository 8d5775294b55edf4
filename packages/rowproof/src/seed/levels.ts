import type { Contract, FixtureRow } from "../contract/contract.js";
import { qualifiedName } from "../contract/tables.js";
import { keyOf } from "../sql/relation-key.js";
import type { SeedState } from "./seed-state.js";
import { seedTasks } from "./seeded-rows.js";
import type { Failure, Seeding } from "./seeding.js";
import { type ActorRows, tasksFor } from "./tasks.js";

/** Level by level; what was refused is tried once more when all else is there, as long as that helps. */
export async function seedLevels(seeding: Seeding, contract: Contract): Promise<readonly Failure[]> {
  const { seedState } = seeding;
  const actorRows = actorRowsOf(contract, seedState);
  let failures: readonly Failure[] = [];
  for (const level of seedState.order.levels) {
    const tasks = level.flatMap((spec) => tasksFor(spec, seedState, actorRows));
    failures = [...failures, ...(await seedTasks(seeding, tasks))];
  }
  for (let before = Number.POSITIVE_INFINITY; failures.length > 0 && failures.length < before; ) {
    before = failures.length;
    failures = await seedTasks(
      seeding,
      failures.map(({ task }) => task),
    );
  }
  return failures;
}

function actorRowsOf(contract: Contract, { testUsers }: SeedState): ActorRows {
  const keyed = (rows: Readonly<Record<string, FixtureRow>>) =>
    new Map(Object.entries(rows).map(([key, row]) => [keyOf(qualifiedName(key, contract.schemas)), row]));
  return new Map([...testUsers].map(([name, { rows }]) => [name, keyed(rows)]));
}

import type { Contract, FixtureRow } from "../../contract/contract.js";
import { qualifiedName } from "../../contract/tables.js";
import { keyOf } from "../table-key.js";
import type { Garden } from "./garden.js";
import { plantTasks } from "./planted-rows.js";
import type { Failure, Planting } from "./planting.js";
import { type ActorRows, tasksFor } from "./tasks.js";

/** Level by level; what was refused is tried once more when all else is there, as long as that helps. */
export async function plantLevels(planting: Planting, contract: Contract): Promise<readonly Failure[]> {
  const { garden } = planting;
  const actorRows = actorRowsOf(contract, garden);
  let failures: readonly Failure[] = [];
  for (const level of garden.order.levels) {
    const tasks = level.flatMap((blueprint) => tasksFor(blueprint, garden, actorRows));
    failures = [...failures, ...(await plantTasks(planting, tasks))];
  }
  for (let before = Number.POSITIVE_INFINITY; failures.length > 0 && failures.length < before; ) {
    before = failures.length;
    failures = await plantTasks(
      planting,
      failures.map(({ task }) => task),
    );
  }
  return failures;
}

function actorRowsOf(contract: Contract, { cast }: Garden): ActorRows {
  const keyed = (rows: Readonly<Record<string, FixtureRow>>) =>
    new Map(Object.entries(rows).map(([key, row]) => [keyOf(qualifiedName(key, contract.schemas)), row]));
  return new Map([...cast].map(([name, { rows }]) => [name, keyed(rows)]));
}

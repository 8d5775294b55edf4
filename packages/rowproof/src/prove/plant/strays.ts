import { usersKey } from "../table-key.js";
import { adoptionStatement, strayRows } from "./adoption.js";
import type { Task } from "./garden.js";
import { entryOf, type Planting, record } from "./planting.js";

/** What triggers made for those who are not settled is told, too. */
export async function recordStrays(planting: Planting): Promise<void> {
  const { client, garden, triggers } = planting;
  if (!triggers) return;
  const others = [...garden.cast.values()].filter((member) => !member.settled);
  const tasks = [...garden.blueprints.values()]
    .filter(({ key, owners }) => key !== usersKey && owners.length > 0)
    .flatMap((blueprint) => others.map((member): Task => ({ blueprint, member, number: 0, given: {} })));
  const found = await strayRows(client, tasks, garden);
  for (const [index, task] of tasks.entries()) {
    for (const { returned, owner } of found[index] ?? []) {
      const statement = adoptionStatement(task.blueprint, task.member.person.id, owner, returned);
      record(planting, entryOf(task, statement, returned));
    }
  }
}

import { usersKey } from "../sql/relation-key.js";
import { adoptionStatement, strayRows } from "./adoption.js";
import type { Task } from "./seed-state.js";
import { entryOf, record, type Seeding } from "./seeding.js";

/** What triggers made for those who are not settled is told, too. */
export async function recordStrays(seeding: Seeding): Promise<void> {
  const { client, seedState, triggers } = seeding;
  if (!triggers) return;
  const others = [...seedState.testUsers.values()].filter((member) => !member.settled);
  const tasks = [...seedState.specs.values()]
    .filter(({ key, owners }) => key !== usersKey && owners.length > 0)
    .flatMap((spec) => others.map((member): Task => ({ spec, member, number: 0, given: {} })));
  const found = await strayRows(client, tasks, seedState);
  for (const [index, task] of tasks.entries()) {
    for (const { returned, owner } of found[index] ?? []) {
      const statement = adoptionStatement(task.spec, task.member.person.id, owner, returned);
      record(seeding, entryOf(task, statement, returned));
    }
  }
}

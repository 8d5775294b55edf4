import { neighbours } from "../cast.js";
import { usersKey } from "../table-key.js";
import type { Blueprint } from "./blueprint.js";
import { draftRow } from "./draft.js";
import { type Entry, entriesOf, type Garden, type Task } from "./garden.js";
import { tryInserts } from "./insertion.js";
import type { Seedling } from "./planted.js";
import type { Planting } from "./planting.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { attemptOf, firstTrial, type Outcome, search, type Trial } from "./search.js";
import { fixturesFrom } from "./tasks.js";
import { typed } from "./value.js";

/** How a further row is made, as it was proved by an insert that was undone. */
export interface Sprout {
  readonly task: Task;
  readonly trial: Trial;
}

/** By the table's key and the person's name. */
export type Sprouts = ReadonlyMap<string, ReadonlyMap<string, Sprout>>;

/** Rows 0 and 1 are planted. */
const nextNumber = 2;

/** Inserts that go to the server in one message. */
const together = 64;

/** Proves, for every table and everybody, that one more row could be inserted. */
export async function proveSprouts(planting: Planting): Promise<Sprouts> {
  const { garden } = planting;
  const sprouts = new Map<string, Map<string, Sprout>>();
  const tasks = [...garden.blueprints.values()]
    .filter(({ key }) => key !== usersKey)
    .flatMap((blueprint) => furtherTasks(blueprint, garden));
  for (let at = 0; at < tasks.length; at += together) {
    for (const sprout of await proveSome(planting, tasks.slice(at, at + together))) {
      const { blueprint, member } = sprout.task;
      const ofTable = sprouts.get(blueprint.key) ?? new Map<string, Sprout>();
      sprouts.set(blueprint.key, ofTable.set(member.person.name, sprout));
    }
  }
  return sprouts;
}

function furtherTasks(blueprint: Blueprint, garden: Garden): readonly Task[] {
  const cast = [...garden.cast.values()].filter(({ person }) => !neighbours.includes(person.name));
  const settled = cast.filter((member) => member.settled).length;
  return cast.map((member, index) => {
    const [given = {}, ...otherwise] = fixturesFrom(garden, blueprint, nextNumber * settled + index);
    return { blueprint, member, number: nextNumber, given, otherwise };
  });
}

async function proveSome(planting: Planting, tasks: readonly Task[]): Promise<readonly Sprout[]> {
  const { client, garden, learned } = planting;
  const sprouts = tasks.map((task) => ({ task, trial: learned.get(task.blueprint) ?? firstTrial }));
  const drafts = sprouts.map(({ task, trial }) => draftRow(task, trial.round, trial.recipe, garden));
  const ready = sprouts.filter(
    ({ task }, index) => drafts[index]?.lack === undefined && !task.blueprint.routed,
  );
  const attempts = ready.map(({ task, trial }) =>
    attemptOf(task, draftRow(task, trial.round, trial.recipe, garden), trial),
  );
  const results = await tryInserts(client, attempts, { keep: false });
  const proved = new Set(ready.filter((_, index) => !(results[index] instanceof Error)));
  const found: Sprout[] = [];
  for (const [index, sprout] of sprouts.entries()) {
    if (proved.has(sprout)) found.push(sprout);
    else if (drafts[index]?.lack === undefined) found.push(...(await proveAlone(planting, sprout)));
  }
  return found;
}

async function proveAlone(planting: Planting, { task, trial }: Sprout): Promise<readonly Sprout[]> {
  const { client, garden } = planting;
  for (const given of [task.given, ...(task.otherwise ?? [])]) {
    const one = { ...task, given };
    for (const before of [[], ...waysToClear(one, garden)]) {
      const outcome: Outcome = await search(client, one, garden, {
        start: trial,
        keep: false,
        most: 40,
        before,
      });
      if (!("refused" in outcome)) return [{ task: one, trial: outcome.trial }];
    }
  }
  return [];
}

/** Statements that take the person's own row out of the way, where there can be one only: with and without its children. */
function waysToClear({ blueprint, member }: Task, garden: Garden): readonly (readonly string[])[] {
  const planted: readonly Entry[] = [member.person.name, member.teamOf].flatMap((person) =>
    entriesOf(garden, blueprint.key, person),
  );
  if (planted.length === 0) return [];
  const deletion = `delete from ${tableOf(blueprint)} where ${planted.map((entry) => `(${isRow(entry)})`).join(" or ")}`;
  const alone = [
    "set local session_replication_role = replica",
    deletion,
    "set local session_replication_role = origin",
  ];
  return [[deletion], alone];
}

/** The values of a further row, as expressions. */
export function seedlingOf(sprout: Sprout, round: number, garden: Garden): Seedling | undefined {
  const { task, trial } = sprout;
  const { values, lack } = draftRow(task, trial.round + round, trial.recipe, garden);
  if (lack !== undefined) return undefined;
  return Object.fromEntries([...values].map(([column, value]) => [column, typed(value)]));
}

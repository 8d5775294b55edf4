import { usersKey } from "../sql/relation-key.js";
import { draftRow } from "./draft.js";
import { tryInserts } from "./insertion.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { attemptOf, firstTrial, type Outcome, search, type Trial } from "./search.js";
import { type Entry, entriesOf, type SeedState, type Task } from "./seed-state.js";
import type { NewRow } from "./seeded.js";
import type { Seeding } from "./seeding.js";
import type { TableSpec } from "./table-spec.js";
import { fixturesFrom } from "./tasks.js";
import { neighbours } from "./test-users.js";
import { typed } from "./value.js";

/** How a further row is made, as it was proved by an insert that was undone. */
export interface NewRowRecipe {
  readonly task: Task;
  readonly trial: Trial;
}

/** By the table's key and the person's name. */
export type NewRowRecipes = ReadonlyMap<string, ReadonlyMap<string, NewRowRecipe>>;

/** Rows 0 and 1 are seeded. */
const nextNumber = 2;

/** Inserts that go to the server in one message. */
const together = 64;

/** Proves, for every table and everybody, that one more row could be inserted. */
export async function proveNewRows(seeding: Seeding): Promise<NewRowRecipes> {
  const { seedState } = seeding;
  const recipes = new Map<string, Map<string, NewRowRecipe>>();
  const tasks = [...seedState.specs.values()]
    .filter(({ key }) => key !== usersKey)
    .flatMap((spec) => furtherTasks(spec, seedState));
  for (let at = 0; at < tasks.length; at += together) {
    for (const recipe of await proveSome(seeding, tasks.slice(at, at + together))) {
      const { spec, member } = recipe.task;
      const ofTable = recipes.get(spec.key) ?? new Map<string, NewRowRecipe>();
      recipes.set(spec.key, ofTable.set(member.person.name, recipe));
    }
  }
  return recipes;
}

function furtherTasks(spec: TableSpec, seedState: SeedState): readonly Task[] {
  const testUsers = [...seedState.testUsers.values()].filter(
    ({ person }) => !neighbours.includes(person.name),
  );
  const settled = testUsers.filter((member) => member.settled).length;
  return testUsers.map((member, index) => {
    const [given = {}, ...otherwise] = fixturesFrom(seedState, spec, nextNumber * settled + index);
    return { spec, member, number: nextNumber, given, otherwise };
  });
}

async function proveSome(seeding: Seeding, tasks: readonly Task[]): Promise<readonly NewRowRecipe[]> {
  const { client, seedState, learned } = seeding;
  const recipes = tasks.map((task) => ({ task, trial: learned.get(task.spec) ?? firstTrial }));
  const drafts = recipes.map(({ task, trial }) => draftRow(task, trial.round, trial.recipe, seedState));
  const ready = recipes.filter(({ task }, index) => drafts[index]?.lack === undefined && !task.spec.routed);
  const attempts = ready.map(({ task, trial }) =>
    attemptOf(task, draftRow(task, trial.round, trial.recipe, seedState), trial),
  );
  const results = await tryInserts(client, attempts, { keep: false });
  const proved = new Set(ready.filter((_, index) => !(results[index] instanceof Error)));
  const found: NewRowRecipe[] = [];
  for (const [index, recipe] of recipes.entries()) {
    if (proved.has(recipe)) found.push(recipe);
    else if (drafts[index]?.lack === undefined) found.push(...(await proveAlone(seeding, recipe)));
  }
  return found;
}

async function proveAlone(seeding: Seeding, { task, trial }: NewRowRecipe): Promise<readonly NewRowRecipe[]> {
  const { client, seedState } = seeding;
  for (const given of [task.given, ...(task.otherwise ?? [])]) {
    const one = { ...task, given };
    for (const before of [[], ...waysToClear(one, seedState)]) {
      const outcome: Outcome = await search(client, one, seedState, {
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
function waysToClear({ spec, member }: Task, seedState: SeedState): readonly (readonly string[])[] {
  const seeded: readonly Entry[] = [member.person.name, member.teamOf].flatMap((person) =>
    entriesOf(seedState, spec.key, person),
  );
  if (seeded.length === 0) return [];
  const deletion = `delete from ${tableOf(spec)} where ${seeded.map((entry) => `(${isRow(entry)})`).join(" or ")}`;
  const alone = [
    "set local session_replication_role = replica",
    deletion,
    "set local session_replication_role = origin",
  ];
  return [[deletion], alone];
}

/** The values of a further row, as expressions. */
export function newRowOf(recipe: NewRowRecipe, round: number, seedState: SeedState): NewRow | undefined {
  const { task, trial } = recipe;
  const { values, lack } = draftRow(task, trial.round + round, trial.recipe, seedState);
  if (lack !== undefined) return undefined;
  return Object.fromEntries([...values].map(([column, value]) => [column, typed(value)]));
}

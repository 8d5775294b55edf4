import { isDeepStrictEqual } from "node:util";
import { adoptRow, type Found, findRows } from "./adoption.js";
import { type Draft, draftRow } from "./draft.js";
import { nobody, type Task } from "./garden.js";
import { type Returned, tryInserts } from "./insertion.js";
import { entryOf, type Failure, type Planting, record } from "./planting.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { scriptOf, withClaims, withLateKeys } from "./script.js";
import { attemptOf, firstTrial, type Outcome, search, type Trial } from "./search.js";

/** Inserts that go to the server in one message. */
const together = 64;

/**
 * Plants rows of which none refers to another: those that a trigger made already are taken over, the others are inserted,
 * all at once as long as that succeeds.
 * @returns those that no table took.
 */
export async function plantTasks(planting: Planting, tasks: readonly Task[]): Promise<readonly Failure[]> {
  const found = planting.triggers ? await findRows(planting.client, tasks, planting.garden) : new Map();
  const failures: Failure[] = [];
  let waiting: Task[] = [];
  const flush = async () => {
    failures.push(...(await insertAll(planting, waiting)));
    waiting = [];
  };
  for (const task of tasks) {
    const row: Found | undefined = found.get(task);
    if (row !== undefined) record(planting, await adoptRow(planting, task, row));
    else if (waiting.push(task) >= together) await flush();
  }
  await flush();
  return failures;
}

async function insertAll(planting: Planting, tasks: readonly Task[]): Promise<readonly Failure[]> {
  const { client, garden, learned } = planting;
  const drafts = tasks.map((task) => {
    const trial = learned.get(task.blueprint) ?? firstTrial;
    return { task, trial, draft: draftRow(task, trial.round, trial.recipe, garden) };
  });
  const ready = drafts.filter(({ task, draft }) => draft.lack === undefined && !task.blueprint.routed);
  const results = await tryInserts(
    client,
    ready.map(({ task, draft, trial }) => attemptOf(task, draft, trial)),
  );
  const taken = new Map(ready.map(({ task }, index) => [task, results[index]]));
  const failures: Failure[] = [];
  for (const { task, draft, trial } of drafts) {
    const result = taken.get(task);
    if (result === undefined || result instanceof Error) failures.push(...(await plantAlone(planting, task)));
    else await recordInsert(planting, task, draft, trial, result);
  }
  return failures;
}

/** Searches for a row, with each of the fixtures in turn where there are any. */
async function plantAlone(planting: Planting, task: Task): Promise<readonly Failure[]> {
  const { client, garden, learned, barren } = planting;
  const isHopeless = isOptional(task) || barren.has(task.blueprint);
  let outcome: Outcome = { refused: "nothing was tried" };
  for (const given of [task.given, ...(task.otherwise ?? [])]) {
    const one = { ...task, given };
    const start = learned.get(task.blueprint) ?? firstTrial;
    outcome = await search(client, one, garden, { start, most: isHopeless ? 20 : 200 });
    if (!("refused" in outcome)) {
      await recordInsert(planting, one, outcome.draft, outcome.trial, outcome.returned);
      return [];
    }
  }
  if (!isOptional(task)) barren.add(task.blueprint);
  return [{ task, refused: outcome.refused }];
}

function isOptional({ member, optional }: Task): boolean {
  return member === nobody || optional === true;
}

async function recordInsert(
  planting: Planting,
  task: Task,
  draft: Draft,
  trial: Trial,
  returned: Returned,
): Promise<void> {
  // What a legacy row had to leave out is no lesson for the others.
  if (!isOptional(task)) planting.learned.set(task.blueprint, trial);
  const script = scriptOf(task.blueprint, draft.values, returned);
  const { claims } = attemptOf(task, draft, trial);
  const asked = (await needsClaims(planting, task, script, returned)) ? withClaims(claims, script) : script;
  const statement = withLateKeys(task.blueprint, planting.garden.order.ahead, asked);
  record(planting, entryOf(task, statement, returned));
}

/** Whether a trigger refuses or changes the row where nobody makes a request. */
async function needsClaims(
  { client }: Planting,
  { blueprint }: Task,
  statement: string,
  returned: Returned,
): Promise<boolean> {
  if (!blueprint.relation.triggers.some(({ events }) => events.includes("insert"))) return false;
  const before = [`delete from ${tableOf(blueprint)} where ${isRow({ blueprint, ...returned })}`];
  const [again] = await tryInserts(client, [{ blueprint, statement, claims: "", before }], { keep: false });
  return again === undefined || again instanceof Error || !isDeepStrictEqual(again.row, returned.row);
}

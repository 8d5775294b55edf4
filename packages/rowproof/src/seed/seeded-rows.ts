import { isDeepStrictEqual } from "node:util";
import { adoptRow, type Found, findRows } from "./adoption.js";
import { type Draft, draftRow } from "./draft.js";
import { type Returned, tryInserts } from "./insertion.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { scriptOf, withClaims, withLateKeys } from "./script.js";
import { attemptOf, firstTrial, type Outcome, search, type Trial } from "./search.js";
import { nobody, type Task } from "./seed-state.js";
import { entryOf, type Failure, record, type Seeding } from "./seeding.js";

/** Inserts that go to the server in one message. */
const together = 64;

/**
 * Seeds rows of which none refers to another: those that a trigger made already are taken over, the others are inserted,
 * all at once as long as that succeeds.
 * @returns those that no table took.
 */
export async function seedTasks(seeding: Seeding, tasks: readonly Task[]): Promise<readonly Failure[]> {
  const found = seeding.triggers ? await findRows(seeding.client, tasks, seeding.seedState) : new Map();
  const failures: Failure[] = [];
  let waiting: Task[] = [];
  const flush = async () => {
    failures.push(...(await insertAll(seeding, waiting)));
    waiting = [];
  };
  for (const task of tasks) {
    const row: Found | undefined = found.get(task);
    if (row !== undefined) record(seeding, await adoptRow(seeding, task, row));
    else if (waiting.push(task) >= together) await flush();
  }
  await flush();
  return failures;
}

async function insertAll(seeding: Seeding, tasks: readonly Task[]): Promise<readonly Failure[]> {
  const { client, seedState, learned } = seeding;
  const drafts = tasks.map((task) => {
    const trial = learned.get(task.spec) ?? firstTrial;
    return { task, trial, draft: draftRow(task, trial.round, trial.recipe, seedState) };
  });
  const ready = drafts.filter(({ task, draft }) => draft.lack === undefined && !task.spec.routed);
  const results = await tryInserts(
    client,
    ready.map(({ task, draft, trial }) => attemptOf(task, draft, trial)),
  );
  const taken = new Map(ready.map(({ task }, index) => [task, results[index]]));
  const failures: Failure[] = [];
  for (const { task, draft, trial } of drafts) {
    const result = taken.get(task);
    if (result === undefined || result instanceof Error) failures.push(...(await seedAlone(seeding, task)));
    else await recordInsert(seeding, task, draft, trial, result);
  }
  return failures;
}

/** Searches for a row, with each of the fixtures in turn where there are any. */
async function seedAlone(seeding: Seeding, task: Task): Promise<readonly Failure[]> {
  const { client, seedState, learned, barren } = seeding;
  const isHopeless = isOptional(task) || barren.has(task.spec);
  let outcome: Outcome = { refused: "nothing was tried" };
  for (const given of [task.given, ...(task.otherwise ?? [])]) {
    const one = { ...task, given };
    const start = learned.get(task.spec) ?? firstTrial;
    outcome = await search(client, one, seedState, { start, most: isHopeless ? 20 : 200 });
    if (!("refused" in outcome)) {
      await recordInsert(seeding, one, outcome.draft, outcome.trial, outcome.returned);
      return [];
    }
  }
  if (!isOptional(task)) barren.add(task.spec);
  return [{ task, refused: outcome.refused }];
}

function isOptional({ member, optional }: Task): boolean {
  return member === nobody || optional === true;
}

async function recordInsert(
  seeding: Seeding,
  task: Task,
  draft: Draft,
  trial: Trial,
  returned: Returned,
): Promise<void> {
  // What a legacy row had to leave out is no lesson for the others.
  if (!isOptional(task)) seeding.learned.set(task.spec, trial);
  const script = scriptOf(task.spec, draft.values, returned);
  const { claims } = attemptOf(task, draft, trial);
  const asked = (await needsClaims(seeding, task, script, returned)) ? withClaims(claims, script) : script;
  const statement = withLateKeys(task.spec, seeding.seedState.order.ahead, asked);
  record(seeding, entryOf(task, statement, returned));
}

/** Whether a trigger refuses or changes the row where nobody makes a request. */
async function needsClaims(
  { client }: Seeding,
  { spec }: Task,
  statement: string,
  returned: Returned,
): Promise<boolean> {
  if (!spec.relation.triggers.some(({ events }) => events.includes("insert"))) return false;
  const before = [`delete from ${tableOf(spec)} where ${isRow({ spec, ...returned })}`];
  const [again] = await tryInserts(client, [{ spec, statement, claims: "", before }], { keep: false });
  return again === undefined || again instanceof Error || !isDeepStrictEqual(again.row, returned.row);
}

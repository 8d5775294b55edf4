import type pg from "pg";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal } from "../sql/sql.js";
import { draftRow } from "./draft.js";
import { isRefusal, type Returned, readingOf, returnedRow, runInSavepoint } from "./insertion.js";
import { tableOf } from "./read-back.js";
import { isRow, keyColumns } from "./row-key.js";
import { adoptionScript } from "./script.js";
import { firstTrial } from "./search.js";
import { type Entry, entriesOf, nobody, type SeedState, type Task } from "./seed-state.js";
import { entryOf, type Seeding } from "./seeding.js";
import type { TableSpec } from "./table-spec.js";
import { bare, type Value } from "./value.js";

/** A row that is there before anybody inserted it: a trigger did. */
export interface Found {
  readonly returned: Returned;
  /** The column that says whose it is. */
  readonly owner: string;
}

/** For each task the row that is there for it already, in the order in which they lie there. */
export async function findRows(
  client: pg.ClientBase,
  tasks: readonly Task[],
  seedState: SeedState,
): Promise<ReadonlyMap<Task, Found>> {
  const found = new Map<Task, Found>();
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    if (task.member === nobody || task.spec.owners.length === 0) continue;
    const key = JSON.stringify([task.spec.key, task.member.person.name]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const strays = await strayRows(client, firsts, seedState);
  for (const [index, group] of [...groups.values()].entries()) {
    for (const [position, task] of group.entries()) {
      const row = strays[index]?.[position];
      if (row !== undefined) found.set(task, row);
    }
  }
  return found;
}

/** For each task the rows of its person that lie in its table itself, not in one that inherits, and that nobody has seeded. */
export async function strayRows(
  client: pg.ClientBase,
  tasks: readonly Task[],
  seedState: SeedState,
): Promise<readonly (readonly Found[])[]> {
  if (tasks.length === 0) return [];
  const queries = tasks.map(({ spec, member }) => {
    const { schema, name } = spec.relation;
    const mine = isOwner(ownerOf(spec), member.person.id);
    return `select ${readingOf(spec)} from only ${identifier(schema, name).text} where ${mine} order by ctid`;
  });
  const results = await runInSavepoint(client, queries);
  const families = familiesOf(seedState);
  return tasks.map(({ spec, member: { person } }, index) => {
    const family = families.get(keyOf(spec.target)) ?? [];
    const seeded = family.flatMap((key) => entriesOf(seedState, key, person.name));
    const known = new Set(seeded.map(({ row, place }) => isRow({ spec, row, place })));
    return (results[index] ?? [])
      .map((cells) => returnedRow(spec, cells))
      .filter((returned) => !known.has(isRow({ spec, ...returned })))
      .map((returned) => ({ returned, owner: ownerOf(spec) }));
  });
}

/** The tables into whose rows one may run: by the uppermost, all of its partitions. */
function familiesOf({ specs }: SeedState): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const { key, target } of specs.values()) {
    const family = families.get(keyOf(target));
    if (family === undefined) families.set(keyOf(target), [key]);
    else family.push(key);
  }
  return families;
}

function isOwner(column: string, id: string): string {
  return `${identifier(column).text} = ${literal(id).text}`;
}

/** The first: another may be that of somebody at the other end. */
function ownerOf({ owners }: TableSpec): string {
  return owners[0] ?? "";
}

/** Takes a row over: gives it the values that it would have been seeded with, as far as the table lets that be. */
export async function adoptRow(seeding: Seeding, task: Task, found: Found): Promise<Entry> {
  const { spec, member } = task;
  const draft = draftRow(task, firstTrial.round, firstTrial.recipe, seeding.seedState);
  const key = keyColumns(spec);
  const values = new Map([...draft.values].filter(([column]) => !key.includes(column)));
  const returned = await updateRow(seeding.client, spec, found.returned, values);
  return entryOf(task, adoptionStatement(spec, member.person.id, found.owner, returned), returned);
}

export function adoptionStatement(spec: TableSpec, id: string, owner: string, { row }: Returned): string {
  return adoptionScript(spec, { column: owner, id }, row);
}

/** All columns at once, or one by one where that is refused. */
async function updateRow(
  client: pg.ClientBase,
  spec: TableSpec,
  before: Returned,
  values: ReadonlyMap<string, Value>,
): Promise<Returned> {
  if (values.size === 0) return before;
  const whole = await tryUpdate(client, spec, before, values);
  if (whole !== undefined) return whole;
  let now = before;
  for (const one of values) now = (await tryUpdate(client, spec, now, new Map([one]))) ?? now;
  return now;
}

async function tryUpdate(
  client: pg.ClientBase,
  spec: TableSpec,
  { row, place }: Returned,
  values: ReadonlyMap<string, Value>,
): Promise<Returned | undefined> {
  const set = [...values].map(([column, value]) => `${identifier(column).text} = ${bare(value)}`).join(", ");
  const where = isRow({ spec, row, place });
  try {
    const [rows = []] = await runInSavepoint(client, [
      `update ${tableOf(spec)} set ${set} where ${where} returning ${readingOf(spec)}`,
    ]);
    const [cells] = rows;
    return cells === undefined ? undefined : returnedRow(spec, cells);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

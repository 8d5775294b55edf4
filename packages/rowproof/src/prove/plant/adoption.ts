import type pg from "pg";
import { identifier, literal } from "../../sql/sql.js";
import { keyOf } from "../table-key.js";
import type { Blueprint } from "./blueprint.js";
import { draftRow } from "./draft.js";
import { type Entry, entriesOf, type Garden, nobody, type Task } from "./garden.js";
import { isRefusal, type Returned, readingOf, returnedRow, runInSavepoint } from "./insertion.js";
import { entryOf, type Planting } from "./planting.js";
import { tableOf } from "./read-back.js";
import { isRow, keyColumns } from "./row-key.js";
import { adoptionScript } from "./script.js";
import { firstTrial } from "./search.js";
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
  garden: Garden,
): Promise<ReadonlyMap<Task, Found>> {
  const found = new Map<Task, Found>();
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    if (task.member === nobody || task.blueprint.owners.length === 0) continue;
    const key = JSON.stringify([task.blueprint.key, task.member.person.name]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const strays = await strayRows(client, firsts, garden);
  for (const [index, group] of [...groups.values()].entries()) {
    for (const [position, task] of group.entries()) {
      const row = strays[index]?.[position];
      if (row !== undefined) found.set(task, row);
    }
  }
  return found;
}

/** For each task the rows of its person that lie in its table itself, not in one that inherits, and that nobody has planted. */
export async function strayRows(
  client: pg.ClientBase,
  tasks: readonly Task[],
  garden: Garden,
): Promise<readonly (readonly Found[])[]> {
  if (tasks.length === 0) return [];
  const queries = tasks.map(({ blueprint, member }) => {
    const { schema, name } = blueprint.relation;
    const mine = isOwner(ownerOf(blueprint), member.person.id);
    return `select ${readingOf(blueprint)} from only ${identifier(schema, name).text} where ${mine} order by ctid`;
  });
  const results = await runInSavepoint(client, queries);
  const families = familiesOf(garden);
  return tasks.map(({ blueprint, member: { person } }, index) => {
    const family = families.get(keyOf(blueprint.target)) ?? [];
    const planted = family.flatMap((key) => entriesOf(garden, key, person.name));
    const known = new Set(planted.map(({ row, place }) => isRow({ blueprint, row, place })));
    return (results[index] ?? [])
      .map((cells) => returnedRow(blueprint, cells))
      .filter((returned) => !known.has(isRow({ blueprint, ...returned })))
      .map((returned) => ({ returned, owner: ownerOf(blueprint) }));
  });
}

/** The tables into whose rows one may run: by the uppermost, all of its partitions. */
function familiesOf({ blueprints }: Garden): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const { key, target } of blueprints.values()) {
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
function ownerOf({ owners }: Blueprint): string {
  return owners[0] ?? "";
}

/** Takes a row over: gives it the values that it would have been planted with, as far as the table lets that be. */
export async function adoptRow(planting: Planting, task: Task, found: Found): Promise<Entry> {
  const { blueprint, member } = task;
  const draft = draftRow(task, firstTrial.round, firstTrial.recipe, planting.garden);
  const key = keyColumns(blueprint);
  const values = new Map([...draft.values].filter(([column]) => !key.includes(column)));
  const returned = await updateRow(planting.client, blueprint, found.returned, values);
  return entryOf(task, adoptionStatement(blueprint, member.person.id, found.owner, returned), returned);
}

export function adoptionStatement(
  blueprint: Blueprint,
  id: string,
  owner: string,
  { row }: Returned,
): string {
  return adoptionScript(blueprint, { column: owner, id }, row);
}

/** All columns at once, or one by one where that is refused. */
async function updateRow(
  client: pg.ClientBase,
  blueprint: Blueprint,
  before: Returned,
  values: ReadonlyMap<string, Value>,
): Promise<Returned> {
  if (values.size === 0) return before;
  const whole = await tryUpdate(client, blueprint, before, values);
  if (whole !== undefined) return whole;
  let now = before;
  for (const one of values) now = (await tryUpdate(client, blueprint, now, new Map([one]))) ?? now;
  return now;
}

async function tryUpdate(
  client: pg.ClientBase,
  blueprint: Blueprint,
  { row, place }: Returned,
  values: ReadonlyMap<string, Value>,
): Promise<Returned | undefined> {
  const set = [...values].map(([column, value]) => `${identifier(column).text} = ${bare(value)}`).join(", ");
  const where = isRow({ blueprint, row, place });
  try {
    const [rows = []] = await runInSavepoint(client, [
      `update ${tableOf(blueprint)} set ${set} where ${where} returning ${readingOf(blueprint)}`,
    ]);
    const [cells] = rows;
    return cells === undefined ? undefined : returnedRow(blueprint, cells);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

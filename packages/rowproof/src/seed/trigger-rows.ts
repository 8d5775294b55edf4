import type pg from "pg";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal } from "../sql/sql.js";
import { bare, type ColumnValue } from "./column-value.js";
import { firstVariant } from "./insert-variant.js";
import { type InsertedRow, insertedRowOf, readingColumns } from "./inserted-row.js";
import { tableOf } from "./read-back.js";
import { draftRow } from "./row-draft.js";
import { isRow, keyColumns } from "./row-key.js";
import { triggerRowScript } from "./row-script.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import { nobody, type SeedContext, type SeedTask, type StoredSeedRow, storedRowsOf } from "./seed-context.js";
import { type SeedRun, storedRowFor } from "./seed-run.js";
import type { TableSpec } from "./table-spec.js";

/** A row that a trigger made. */
export interface TriggerMadeRow {
  readonly returned: InsertedRow;
  /** The column that holds the owner's id. */
  readonly owner: string;
}

/** For each task the row that a trigger made for it already, in the order of storage. */
export async function matchTriggerRows(
  client: pg.ClientBase,
  tasks: readonly SeedTask[],
  context: SeedContext,
): Promise<ReadonlyMap<SeedTask, TriggerMadeRow>> {
  const groups = new Map<string, SeedTask[]>();
  for (const task of tasks) {
    if (task.testUser === nobody || task.spec.owners.length === 0) continue;
    const key = JSON.stringify([task.spec.key, task.testUser.identity.name]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const rows = await readTriggerRows(client, firsts, context);
  const matched = new Map<SeedTask, TriggerMadeRow>();
  for (const [index, group] of [...groups.values()].entries()) {
    for (const [position, task] of group.entries()) {
      const row = rows[index]?.[position];
      if (row !== undefined) matched.set(task, row);
    }
  }
  return matched;
}

/** For each task the rows of its test user in the table itself, without child tables, that were not seeded. */
export async function readTriggerRows(
  client: pg.ClientBase,
  tasks: readonly SeedTask[],
  context: SeedContext,
): Promise<readonly (readonly TriggerMadeRow[])[]> {
  if (tasks.length === 0) return [];
  const queries = tasks.map(({ spec, testUser }) => {
    const { schema, name } = spec.relation;
    const own = isOwner(ownerOf(spec), testUser.identity.id);
    return `select ${readingColumns(spec)} from only ${identifier(schema, name).text} where ${own} order by ctid`;
  });
  const results = await runInSavepoint(client, queries);
  const partitions = partitionsByRoot(context);
  return tasks.map(({ spec, testUser: { identity } }, index) => {
    const keys = partitions.get(keyOf(spec.target)) ?? [];
    const seeded = keys.flatMap((key) => storedRowsOf(context, key, identity.name));
    const known = new Set(seeded.map(({ row, place }) => isRow({ spec, row, place })));
    return (results[index] ?? [])
      .map((cells) => insertedRowOf(spec, cells))
      .filter((returned) => !known.has(isRow({ spec, ...returned })))
      .map((returned) => ({ returned, owner: ownerOf(spec) }));
  });
}

/** The keys of tables that can hold a row of a top table: by its key, itself and all of its partitions. */
function partitionsByRoot({ specs }: SeedContext): ReadonlyMap<string, readonly string[]> {
  const byRoot = new Map<string, string[]>();
  for (const { key, target } of specs.values()) {
    const keys = byRoot.get(keyOf(target));
    if (keys === undefined) byRoot.set(keyOf(target), [key]);
    else keys.push(key);
  }
  return byRoot;
}

function isOwner(column: string, id: string): string {
  return `${identifier(column).text} = ${literal(id).text}`;
}

/** The first owner column. Another one may hold the id of a partner. */
function ownerOf({ owners }: TableSpec): string {
  return owners[0] ?? "";
}

/** Gives a trigger's row the values that it would have been seeded with, as far as the table accepts them. */
export async function updateTriggerRow(
  run: SeedRun,
  task: SeedTask,
  found: TriggerMadeRow,
): Promise<StoredSeedRow> {
  const { spec, testUser } = task;
  const draft = draftRow(task, firstVariant, run.context);
  const key = keyColumns(spec);
  const values = new Map([...draft.values].filter(([column]) => !key.includes(column)));
  const returned = await updateRow(run.client, spec, found.returned, values);
  const owner = { column: found.owner, id: testUser.identity.id };
  return storedRowFor(task, triggerRowScript(spec, owner, returned.row), returned);
}

/** Updates all columns at once or, if that is refused, one by one. */
async function updateRow(
  client: pg.ClientBase,
  spec: TableSpec,
  before: InsertedRow,
  values: ReadonlyMap<string, ColumnValue>,
): Promise<InsertedRow> {
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
  { row, place }: InsertedRow,
  values: ReadonlyMap<string, ColumnValue>,
): Promise<InsertedRow | undefined> {
  const set = [...values].map(([column, value]) => `${identifier(column).text} = ${bare(value)}`).join(", ");
  const where = isRow({ spec, row, place });
  try {
    const [rows = []] = await runInSavepoint(client, [
      `update ${tableOf(spec)} set ${set} where ${where} returning ${readingColumns(spec)}`,
    ]);
    const [cells] = rows;
    return cells === undefined ? undefined : insertedRowOf(spec, cells);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

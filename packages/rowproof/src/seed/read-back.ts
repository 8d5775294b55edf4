import type pg from "pg";
import { identifier } from "../sql/sql.js";
import { isRefusal, readingOf, returnedRow, runInSavepoint } from "./insertion.js";
import { isRow } from "./row-key.js";
import type { Entry } from "./seed-state.js";
import type { TableSpec } from "./table-spec.js";

/** Queries that go to the server in one message. */
const together = 100;

/** The rows as they lie there now; undefined for one that is no longer found. */
export async function readBack(
  client: pg.ClientBase,
  entries: readonly Entry[],
): Promise<readonly (Entry | undefined)[]> {
  const read: (Entry | undefined)[] = [];
  for (let at = 0; at < entries.length; at += together) {
    read.push(...(await readSome(client, entries.slice(at, at + together))));
  }
  return read;
}

async function readSome(
  client: pg.ClientBase,
  entries: readonly Entry[],
): Promise<readonly (Entry | undefined)[]> {
  try {
    const results = await runInSavepoint(client, entries.map(readingStatement));
    return entries.map((entry, index) => {
      const [cells] = results[index] ?? [];
      return cells === undefined ? undefined : { ...entry, ...returnedRow(entry.spec, cells) };
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // A key without an operator to compare it: what the insert returned has to do.
    return entries.length === 1
      ? entries
      : (await Promise.all(entries.map((one) => readSome(client, [one])))).flat();
  }
}

function readingStatement(entry: Entry): string {
  return `select ${readingOf(entry.spec)} from ${tableOf(entry.spec)} where ${isRow(entry)}`;
}

export function tableOf({ target }: TableSpec): string {
  return identifier(target.schema, target.name).text;
}

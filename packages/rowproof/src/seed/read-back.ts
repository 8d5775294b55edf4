import type pg from "pg";
import { identifier } from "../sql/sql.js";
import { insertedRowOf, readingColumns } from "./inserted-row.js";
import { isRow } from "./row-key.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import type { StoredSeedRow } from "./seed-context.js";
import type { TableSpec } from "./table-spec.js";

/** How many queries go to the server in one message. */
const together = 100;

/** Reads the rows as they are now; undefined for a row that is gone. */
export async function readBack(
  client: pg.ClientBase,
  rows: readonly StoredSeedRow[],
): Promise<readonly (StoredSeedRow | undefined)[]> {
  const read: (StoredSeedRow | undefined)[] = [];
  for (let at = 0; at < rows.length; at += together) {
    read.push(...(await readSome(client, rows.slice(at, at + together))));
  }
  return read;
}

async function readSome(
  client: pg.ClientBase,
  rows: readonly StoredSeedRow[],
): Promise<readonly (StoredSeedRow | undefined)[]> {
  try {
    const results = await runInSavepoint(client, rows.map(selectStatement));
    return rows.map((row, index) => {
      const [cells] = results[index] ?? [];
      return cells === undefined ? undefined : { ...row, ...insertedRowOf(row.spec, cells) };
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The type of a key has no equality operator: use what the insert returned.
    return rows.length === 1 ? rows : (await Promise.all(rows.map((one) => readSome(client, [one])))).flat();
  }
}

function selectStatement(row: StoredSeedRow): string {
  return `select ${readingColumns(row.spec)} from ${tableOf(row.spec)} where ${isRow(row)}`;
}

/** The table that rows are inserted into, as SQL. */
export function tableOf({ target }: TableSpec): string {
  return identifier(target.schema, target.name).text;
}

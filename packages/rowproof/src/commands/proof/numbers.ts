import type pg from "pg";
import { displayName } from "../../sql/sql.js";

/** The last number of each sequence that the role may read, by name. */
export async function readNumbers(client: pg.ClientBase): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await client.query<{ schema: string; name: string; last: string | null }>(
    "select schemaname as schema, sequencename as name, last_value::text as last from pg_sequences",
  );
  return new Map(rows.map(({ schema, name, last }) => [displayName(schema, name), last]));
}

/** The sequences that have given out numbers between two readings. */
export function advancedSince(
  before: ReadonlyMap<string, string | null>,
  after: ReadonlyMap<string, string | null>,
): readonly string[] {
  return [...after].filter(([name, last]) => before.get(name) !== last).map(([name]) => name);
}

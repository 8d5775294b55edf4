import type { ClientBase } from "pg";
import { identifier, sql } from "../sql/sql.js";

interface InvalidIndex {
  readonly schema: string;
  readonly name: string;
}

/**
 * The indexes that a failed `create index concurrently` left behind: they cost every write and serve no read
 * (documentation, "Building Indexes Concurrently"). One that another session is still building looks the same, so those
 * are left out.
 */
export async function readInvalidIndexes(client: ClientBase): Promise<readonly InvalidIndex[]> {
  const { rows } = await client.query<InvalidIndex>(
    `select n.nspname as schema, c.relname as name
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where not i.indisvalid and c.relkind = 'i'
        and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
      order by 1, 2`,
  );
  return rows;
}

/** Drops the invalid indexes that are there now and were not before, without blocking anybody. */
export async function dropNewInvalidIndexes(
  client: ClientBase,
  before: readonly InvalidIndex[],
): Promise<void> {
  for (const index of await readInvalidIndexes(client)) {
    if (before.some((old) => old.schema === index.schema && old.name === index.name)) continue;
    await client.query(sql`drop index concurrently if exists ${identifier(index.schema, index.name)}`.text);
  }
}

import type pg from "pg";
import { identifier, raw, sql } from "../sql/sql.js";

interface Changed {
  readonly schema: string;
  readonly name: string;
  /** The columns that can be written. */
  readonly columns: readonly string[];
}

/**
 * Runs a setup, does work that uses other connections, and restores the rows. A first run of the setup, which is rolled back,
 * shows which tables it changes. Copies of these tables are restored without triggers and keys.
 *
 * @param client a superuser, in no transaction, in a throw-away database that nobody else writes to
 * @returns whether the setup succeeded, and so the work was done
 * @throws what the work throws, and the server's error if the rows cannot be restored
 */
export async function withSetup(
  client: pg.ClientBase,
  setup: readonly string[],
  work: () => Promise<void>,
): Promise<boolean> {
  const changed = await changedBy(client, setup);
  if (changed === undefined) return false;
  for (const [at, table] of changed.entries()) await client.query(copyOf(table, at));
  await client.query(["begin", ...setup, "commit"].join(";\n"));
  try {
    await work();
  } finally {
    const back = changed.map(restoreOf).join(";\n");
    await client.query(`begin; set local session_replication_role = replica;\n${back}; commit`);
  }
  return true;
}

/** The tables that a setup changes; undefined if the setup fails. */
async function changedBy(
  client: pg.ClientBase,
  setup: readonly string[],
): Promise<readonly Changed[] | undefined> {
  await client.query("begin");
  try {
    await client.query(setup.join(";\n"));
    await client.query("reset session authorization; set local role none");
    const { rows } = await client.query<Changed>(
      `select s.schemaname as schema, s.relname as name, array(
         select a.attname from pg_catalog.pg_attribute a
         where a.attrelid = s.relid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum)::text[] as columns
       from pg_catalog.pg_stat_xact_user_tables s where s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0`,
    );
    return rows;
  } catch {
    return undefined;
  } finally {
    await client.query("rollback");
  }
}

function copyOf({ schema, name }: Changed, at: number): string {
  return sql`create temp table ${identifier(copyName(at))} as select * from only ${identifier(schema, name)}`
    .text;
}

function restoreOf({ schema, name, columns }: Changed, at: number): string {
  const table = identifier(schema, name);
  const list = raw(columns.map((column) => identifier(column).text).join(", "));
  const copy = identifier("pg_temp", copyName(at));
  return [
    sql`delete from only ${table}`.text,
    sql`insert into ${table} (${list}) overriding system value select ${list} from ${copy}`.text,
    sql`drop table ${copy}`.text,
  ].join(";\n");
}

function copyName(at: number): string {
  return `rowproof_copy_${at}`;
}

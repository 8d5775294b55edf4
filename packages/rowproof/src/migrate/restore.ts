import { access } from "node:fs/promises";
import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { urlOfDatabase } from "../sql/connection.js";
import { sqlstateOf } from "../sql/server-error.js";
import { onConnection } from "../sql/session.js";
import { identifier, sql } from "../sql/sql.js";
import {
  type BackupSource,
  copyTo,
  inUse,
  maintenanceUrl,
  runTool,
  siblingName,
  timeStamp,
} from "./backup.js";
import { findClientTool, noClientTool } from "./client-tools.js";

export interface RestoreOptions {
  /** Gives the restored database the name of the present one, which gets another name. */
  readonly replace: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What a restore made. */
export interface Restored {
  /** The database that holds the backup's rows now. */
  readonly database: string;
  /** The new name of the replaced database; null if it was not replaced. */
  readonly kept: string | null;
}

/**
 * Brings a backup back into a database of its own. Nothing is overwritten or dropped: with `replace` the two databases
 * change names.
 *
 * @param backup what `Backup.name` says: a database name, or the path of a dump file
 * @throws {RowproofError} 2: there is no such backup; 3: no `pg_restore`, or others are connected
 */
export async function restoreBackup(
  source: BackupSource,
  backup: string,
  options: RestoreOptions,
): Promise<Restored> {
  const database = siblingName(source.database, "restored", timeStamp());
  if (await isFile(backup)) await restoreDump(source, backup, database, options.signal);
  else await restoreCopy(source, backup, database, options.signal);
  if (!options.replace) return { database, kept: null };
  const kept = siblingName(source.database, "replaced", timeStamp());
  try {
    await swapNames(source, database, kept, options.signal);
  } catch (error) {
    throw swapFailed(source, database, error);
  }
  return { database: source.database, kept };
}

/** The rows are back, under another name; only the exchange of names was not possible. */
function swapFailed(source: BackupSource, database: string, cause: unknown): unknown {
  if (!(cause instanceof RowproofError)) return cause;
  return new RowproofError(
    {
      id: "restore/not-renamed",
      message: `the backup is restored into database "${database}", but that could not take the name "${source.database}"`,
      why: `${cause.message}: ${cause.why}`,
      fix: `${cause.fix}: alter database … rename to … in both; or point the app at "${database}"; or drop it`,
      ...(cause.sqlstate === undefined ? {} : { sqlstate: cause.sqlstate }),
    },
    cause.exitCode,
    { cause },
  );
}

async function isFile(name: string): Promise<boolean> {
  return access(name).then(
    () => true,
    () => false,
  );
}

async function restoreCopy(
  source: BackupSource,
  backup: string,
  database: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await copyTo({ ...source, database: backup }, database, signal);
  } catch (error) {
    throw sqlstateOf(error) === "3D000" ? noSuchBackup(backup, error) : error;
  }
}

async function restoreDump(
  source: BackupSource,
  file: string,
  database: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { tool, found } = await findClientTool("pg_restore", source.major);
  if (tool === null) throw noClientTool("pg_restore", source.major, found);
  const maintenance = maintenanceUrl(source);
  await onConnection(maintenance, signal, (client) =>
    client.query(sql`create database ${identifier(database)} template template0`.text),
  );
  try {
    await runTool(
      tool.file,
      ["--exit-on-error", "--single-transaction", file],
      urlOfDatabase(source.url, database),
      signal,
    );
  } catch (error) {
    await onConnection(maintenance, undefined, (client) =>
      client.query(sql`drop database if exists ${identifier(database)} with (force)`.text),
    );
    throw error;
  }
}

/**
 * Both renames in one transaction: the name is never free. Who may connect, and what is set for the database, belongs to
 * the name and not to the rows, so the restored one gets it before.
 */
async function swapNames(
  source: BackupSource,
  restored: string,
  kept: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await onConnection(maintenanceUrl(source), signal, async (client: pg.Client) => {
    const settings = await databaseSettings(client, source.database, restored);
    try {
      await client.query("begin");
      for (const statement of settings) await client.query(statement);
      await client.query(
        sql`alter database ${identifier(source.database)} rename to ${identifier(kept)}`.text,
      );
      await client.query(
        sql`alter database ${identifier(restored)} rename to ${identifier(source.database)}`.text,
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw sqlstateOf(error) === "55006" ? await inUse(client, source.database, "renamed", error) : error;
    }
  });
}

/** The statements that give one database the privileges, the connection limit and the settings of another. */
async function databaseSettings(client: pg.Client, from: string, to: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `with source as (select oid, datacl, datconnlimit, datdba from pg_database where datname = $1)
     select format('alter database %I connection limit %s', $2::text, datconnlimit) as statement from source
      union all
     select format('revoke all on database %I from public', $2::text) from source where datacl is not null
      union all
     select format('grant %s on database %I to %s', a.privilege_type, $2::text,
                   case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
       from source cross join lateral aclexplode(datacl) a where a.grantee <> datdba
      union all
     select format('alter database %I set %I = %s', $2::text, split_part(setting, '=', 1),
                   case when split_part(setting, '=', 1) in ('search_path', 'DateStyle') then substr(setting, strpos(setting, '=') + 1)
                        else quote_literal(substr(setting, strpos(setting, '=') + 1)) end)
       from source join pg_db_role_setting s on s.setdatabase = source.oid and s.setrole = 0 cross join unnest(s.setconfig) setting`,
    [from, to],
  );
  return rows.map((row) => row.statement);
}

function noSuchBackup(backup: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "restore/no-backup",
      message: `there is no backup "${backup}"`,
      why: "it is neither a file nor a database of this server",
      fix: "name the file or the database that the backup printed; `rowproof status` lists the copies on this server",
      sqlstate: "3D000",
    },
    2,
    { cause },
  );
}

import { access } from "node:fs/promises";
import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { urlOfDatabase } from "../sql/connection.js";
import { sqlstateOf } from "../sql/server-error.js";
import { identifier, sql } from "../sql/sql.js";
import { type BackupSource, copyTo, inUse, runTool, siblingName, timeStamp } from "./backup.js";
import { findClientTool, noClientTool } from "./client-tools.js";
import { onConnection } from "./run.js";

export interface RestoreOptions {
  /** Gives the restored database the name of the present one, which is kept under another name. */
  readonly replace: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What a restore made. */
export interface Restored {
  /** The database that holds the backup's rows now. */
  readonly database: string;
  /** The name under which the database of before is kept; null where it was not replaced. */
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
  await swapNames(source, database, kept, options.signal);
  return { database: source.database, kept };
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
  const maintenance = urlOfDatabase(source.url, "postgres");
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

/** Both renames in one transaction: the name is never free. */
async function swapNames(
  source: BackupSource,
  restored: string,
  kept: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await onConnection(urlOfDatabase(source.url, "postgres"), signal, async (client: pg.Client) => {
    try {
      await client.query("begin");
      await client.query(
        sql`alter database ${identifier(source.database)} rename to ${identifier(kept)}`.text,
      );
      await client.query(
        sql`alter database ${identifier(restored)} rename to ${identifier(source.database)}`.text,
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => undefined);
      throw sqlstateOf(error) === "55006" ? await inUse(client, source.database, error) : error;
    }
  });
}

function noSuchBackup(backup: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "restore/no-backup",
      message: `there is no backup "${backup}"`,
      why: "it is neither a file nor a database of this server",
      mend: "name the file or the database that the backup printed; `rowproof status` lists the copies on this server",
      sqlstate: "3D000",
    },
    2,
    { cause },
  );
}

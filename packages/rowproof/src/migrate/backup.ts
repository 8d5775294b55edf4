import { spawn } from "node:child_process";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { urlOfDatabase } from "../sql/connection.js";
import { sqlstateOf } from "../sql/server-error.js";
import { onConnection } from "../sql/session.js";
import { identifier, sql } from "../sql/sql.js";
import { findClientTool, noClientTool } from "./client-tools.js";

/** A backup that was made. */
export interface Backup {
  /** `copy`: another database on the same server. `dump`: a file in pg_dump's custom format. */
  readonly kind: "copy" | "dump";
  /** The copy's database name, or the file's absolute path: what `rowproof restore` takes. */
  readonly name: string;
}

export interface BackupSource {
  readonly url: string;
  readonly database: string;
  readonly major: number;
}

/**
 * Copies a database to another of the same server (`create database … template`): quick, for it copies files, and it
 * needs no client program, but no other client may be connected to the source meanwhile.
 * @throws {RowproofError} exit code 3 where others are connected
 */
export async function copyDatabase(source: BackupSource, signal?: AbortSignal): Promise<Backup> {
  const name = siblingName(source.database, "backup", timeStamp());
  await copyTo(source, name, signal);
  return { kind: "copy", name };
}

/** `create database target template source`, from the server's maintenance database. */
export async function copyTo(source: BackupSource, target: string, signal?: AbortSignal): Promise<void> {
  await onConnection(maintenanceUrl(source), signal, async (client) => {
    try {
      await client.query(
        sql`create database ${identifier(target)} template ${identifier(source.database)}`.text,
      );
    } catch (error) {
      throw sqlstateOf(error) === "55006" ? await inUse(client, source.database, "copied", error) : error;
    }
  });
}

/** Where a statement about a database is run: in another one of its server. */
export function maintenanceUrl({ url, database }: BackupSource): string {
  return urlOfDatabase(url, database === "postgres" ? "template1" : "postgres");
}

/** Others are connected; names who. */
export async function inUse(
  client: pg.ClientBase,
  database: string,
  deed: "copied" | "renamed",
  cause: unknown,
): Promise<RowproofError> {
  const { rows } = await client.query<{ who: string }>(
    `select format('process %s (%s)', pid, coalesce(nullif(application_name, ''), 'unnamed')) as who
       from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() order by pid limit 5`,
    [database],
  );
  return new RowproofError(
    {
      id: "backup/in-use",
      message: `database "${database}" cannot be ${deed} while others are connected to it`,
      why: `connected: ${rows.map((row) => row.who).join(", ") || "a client, a moment ago"}`,
      fix:
        deed === "copied"
          ? "close those programs and run again, or go on without a backup of Rowproof's: --no-backup"
          : "close those programs and run again",
      sqlstate: "55006",
    },
    3,
    { cause },
  );
}

/**
 * Writes a database to a file with `pg_dump`, custom format, readable by its owner only. Written next to its name and
 * moved there at the end, so that a broken run leaves no file that looks like a backup.
 * @throws {RowproofError} exit code 3: no `pg_dump` new enough, or it failed
 */
export async function dumpDatabase(
  source: BackupSource,
  folder: string,
  signal?: AbortSignal,
): Promise<Backup> {
  const { tool, found } = await findClientTool("pg_dump", source.major);
  if (tool === null) throw noClientTool("pg_dump", source.major, found);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = path.join(folder, `${source.database.replace(/[^\w.-]/g, "_")}-${timeStamp()}.dump`);
  const partial = `${name}.partial`;
  try {
    // Made by us first, so that it is never readable by others: pg_dump's own umask would let them.
    await (await open(partial, "wx", 0o600)).close();
    await runTool(tool.file, ["--format=custom", `--file=${partial}`], source.url, signal);
    await rename(partial, name);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { kind: "dump", name };
}

/**
 * Runs a client program against a database. The connection string's password goes by the environment, where other users
 * of the machine cannot read it off the process list.
 */
export async function runTool(
  file: string,
  parameters: readonly string[],
  url: string,
  signal?: AbortSignal,
): Promise<void> {
  const target = new URL(url);
  const password = target.searchParams.get("password") ?? decodeURIComponent(target.password);
  target.password = "";
  target.searchParams.delete("password");
  const child = spawn(file, [...parameters, `--dbname=${target.toString()}`, "--no-password"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...(password === "" ? {} : { PGPASSWORD: password }) },
    ...(signal === undefined ? {} : { signal }),
  });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw toolFailed(path.basename(file), said.join(""));
}

function toolFailed(name: string, said: string): RowproofError {
  // Only the tool's own lines: the server's, which it passes on, may quote a row, and so may the end of such a line.
  const lines = said
    .split("\n")
    .filter((line) => /^\S+: (error|fatal|warning): /.test(line))
    .map((line) => line.replace(/(COPY failed for table "[^"]*"|syntax for type [^:]*): .*/, "$1"));
  return new RowproofError(
    {
      id: "backup/tool-failed",
      message: `${name} failed`,
      why: lines.slice(0, 3).join("\n") || `${name} ended without an error line`,
      fix: "fix what it says and run again; the database is as it was",
    },
    3,
  );
}

/**
 * A name for a database that belongs to another: `app_backup_20260114t093000123z`. The first part is cut where the whole
 * would be longer than the 63 bytes that Postgres keeps of a name.
 */
export function siblingName(database: string, purpose: string, stamp: string): string {
  const suffix = `_${purpose}_${stamp}`;
  let base = database;
  while (Buffer.byteLength(base + suffix) > 63) base = Array.from(base).slice(0, -1).join("");
  return base + suffix;
}

/** Now, in UTC to the millisecond, in characters that fit a database name and a file name: `20260114t093000123z`. */
export function timeStamp(): string {
  return new Date().toISOString().replace(/[-:.]/g, "").toLowerCase();
}

/** The copies of a database that are on its server, oldest first. */
export async function listCopies(client: pg.ClientBase, database: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1) order by datname",
    [siblingName(database, "backup", timeStamp()).replace(/[^_]*$/, "")],
  );
  return rows.map((row) => row.datname);
}

import { join } from "node:path";
import pg from "pg";
import { identifier, literal, sql } from "../sql/sql.js";
import type { Major } from "./binaries.js";
import { passwordRefused } from "./errors.js";
import { ensurePlatform, type PlatformOptions } from "./platform.js";
import { type EmbeddedServer, openServer } from "./server.js";

export { type Major, majors } from "./binaries.js";
export { ensurePlatform, missingPlatform, type PlatformOptions, platformSql } from "./platform.js";
export { reachableDirectory } from "./reach.js";
export { type EmbeddedServer, openServer, type ServerOptions } from "./server.js";

export interface EmbeddedOptions extends PlatformOptions {
  /** Where the server's data lies; made where missing. */
  readonly directory: string;
  /** Default: what the directory was initialised with, and 17 where it was not. */
  readonly major?: Major;
  /** The data may be lost in a power cut: faster, for tests. Default: false. */
  readonly scratch?: boolean;
}

/** A server with one database, `app`, that has what Supabase gives. */
export interface EmbeddedDatabase {
  readonly server: EmbeddedServer;
  /** The superuser's connection string for `app`. It holds the password. */
  readonly url: string;
  /** Whether this call made `app`: there is nothing in it but the platform. */
  readonly created: boolean;
  /** Leaves the server; the last user who leaves stops it. */
  close(): Promise<void>;
}

/**
 * Opens the server of a directory, and in it the database `app` with the platform; makes what is missing. Default
 * privileges are opened in a database that is made now, never again in one that is there: a migration may have closed them.
 *
 * @throws {RowproofError} as `openServer` does.
 * @example
 * const { url, close } = await openEmbedded({ directory: ".rowproof" });
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const server = await openServer(options);
  try {
    const url = server.url(name);
    const created = !(await isPrepared(url)) && (await create(server, options));
    return { server, url, created, close: () => server.close() };
  } catch (error) {
    await server.close();
    const refused = error instanceof pg.DatabaseError && error.code === "28P01";
    throw refused ? passwordRefused(server.directory, join(server.directory, "password"), error) : error;
  }
}

const name = "app";
const draft = "app (being made)";

/** Whether `app` is there; then it has the platform too, or gets what of it is missing. */
async function isPrepared(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => ensurePlatform(client));
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === databaseMissing) return false;
    throw error;
  }
}

/** SQLSTATE `invalid_catalog_name`. */
const databaseMissing = "3D000";

/**
 * Prepares the database under another name and renames it once it is complete, so that `app` is never half made. The advisory lock
 * is the server's: it goes with the connection.
 */
function create(server: EmbeddedServer, options: PlatformOptions): Promise<boolean> {
  return withClient(server.url("postgres"), async (admin) => {
    await admin.query(sql`select pg_advisory_lock(hashtext(${literal(draft)}))`.text);
    if (await exists(admin)) return false;
    await admin.query(sql`drop database if exists ${identifier(draft)} with (force)`.text);
    await admin.query(sql`create database ${identifier(draft)}`.text);
    await withClient(server.url(draft), (client) => ensurePlatform(client, options));
    await admin.query(sql`alter database ${identifier(draft)} rename to ${identifier(name)}`.text);
    return true;
  });
}

async function exists(admin: pg.Client): Promise<boolean> {
  const { rowCount } = await admin.query("select from pg_catalog.pg_database where datname = $1", [name]);
  return rowCount === 1;
}

async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  return work(client).finally(() => client.end());
}

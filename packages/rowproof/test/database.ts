import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { Major } from "../src/embedded/binaries.js";
import { ensurePlatform } from "../src/embedded/platform.js";
import { type EmbeddedServer, openServer } from "../src/embedded/server.js";
import { identifier, sql } from "../src/sql/sql.js";
import "./global-setup.js";

export interface FreshDatabase {
  readonly url: string;
  /** Connected as superuser. */
  readonly client: pg.Client;
  readonly server: EmbeddedServer;
  /** Drops the database, whoever is connected. */
  drop(): Promise<void>;
}

export interface FreshDatabaseOptions {
  /** What Supabase gives: without (`closed`) or with (`open`) its old default privileges, or nothing at all. Default: `closed`. */
  readonly platform?: false | "closed" | "open";
  /** Default: 17. */
  readonly major?: Major;
}

/** A new database with a random name, on this run's server of that major version, which all test files share. */
export async function freshDatabase(options: FreshDatabaseOptions = {}): Promise<FreshDatabase> {
  const server = await sharedServer(options.major ?? 17);
  return makeDatabase(server, options.platform ?? "closed");
}

/** A new database with a random name on a server that a test has for itself. */
export function freshDatabaseOn(
  server: EmbeddedServer,
  platform: false | "closed" | "open" = "closed",
): Promise<FreshDatabase> {
  return makeDatabase(server, platform);
}

/** A server of one's own, for tests that make roles or change settings, with one database as from `freshDatabase`. */
export async function freshCluster(options: FreshDatabaseOptions = {}): Promise<FreshDatabase> {
  const directory = join(inject("scratch"), `cluster-${randomBytes(6).toString("hex")}`);
  const server = await openServer({ directory, major: options.major ?? 17, scratch: true });
  const database = await makeDatabase(server, options.platform ?? "closed");
  const drop = async () => {
    await database.client.end();
    await server.close();
  };
  return { ...database, drop };
}

/** Connects; a server that is stopped meanwhile ends the client, not the process. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const servers = new Map<Major, Promise<EmbeddedServer>>();

/** Started by the first worker that asks, joined by the others, stopped at the end of the run. */
function sharedServer(major: Major): Promise<EmbeddedServer> {
  const known = servers.get(major);
  if (known !== undefined) return known;
  const directory = join(inject("scratch"), `postgres-${major}`);
  const opening = openServer({ directory, major, scratch: true });
  servers.set(major, opening);
  return opening;
}

async function makeDatabase(
  server: EmbeddedServer,
  platform: false | "closed" | "open",
): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(server, sql`create database ${identifier(name)}`.text);
  const url = server.url(name);
  const client = await connect(url);
  if (platform !== false) await ensurePlatform(client, { openDefaultPrivileges: platform === "open" });
  const drop = async () => {
    await client.end();
    await administer(server, sql`drop database if exists ${identifier(name)} with (force)`.text);
  };
  return { url, client, server, drop };
}

async function administer(server: EmbeddedServer, statement: string): Promise<void> {
  const client = await connect(server.url("postgres"));
  await client.query(statement).finally(() => client.end());
}

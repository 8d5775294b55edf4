import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import { type EmbeddedServer, ensurePlatform, type Major, openServer } from "rowproof/embedded";
import { inject } from "vitest";
import { connect } from "./connection.js";
import { ensurePrepared } from "./prepared-servers.js";
import { copyTemplate, createDatabase, type DatabaseTemplate, dropDatabase } from "./template.js";

export { connect } from "./connection.js";

export interface FreshDatabase {
  readonly url: string;
  /** Connected as superuser. */
  readonly client: pg.Client;
  readonly server: EmbeddedServer;
  /** Drops the database, even if somebody is connected to it. */
  drop(): Promise<void>;
}

/** What Supabase gives: without (`closed`) or with (`open`) its old default privileges, or nothing at all (`false`). */
export type Platform = false | "closed" | "open";

export interface FreshDatabaseOptions {
  /** Default: `closed`. */
  readonly platform?: Platform;
  /** Default: 17. */
  readonly major?: Major;
}

/** A new database with a random name, on this run's server of that major version, which all test files share. */
export async function freshDatabase({
  platform = "closed",
  major = 17,
}: FreshDatabaseOptions = {}): Promise<FreshDatabase> {
  return freshDatabaseOn(await sharedServer(major), platform);
}

/** A new database with a random name on a server that a test has for itself. */
export function freshDatabaseOn(
  server: EmbeddedServer,
  platform: Platform = "closed",
): Promise<FreshDatabase> {
  return platform === false ? emptyDatabase(server) : databaseFrom(server, platformTemplates[platform]);
}

/** A new copy of a template, on this run's server of that major version. */
export async function freshCopy(template: DatabaseTemplate, major: Major = 17): Promise<FreshDatabase> {
  return databaseFrom(await sharedServer(major), template);
}

/** A server of its own, for tests that make roles or change settings, with one database as from `freshDatabase`. */
export async function freshCluster({
  platform = "closed",
  major = 17,
}: FreshDatabaseOptions = {}): Promise<FreshDatabase> {
  const directory = join(inject("scratch"), `cluster-${randomBytes(6).toString("hex")}`);
  await ensurePrepared(major);
  const server = await openServer({ directory, major, scratch: true });
  const database = await emptyDatabase(server);
  if (platform !== false) await platformTemplates[platform].prepare(database.client);
  const drop = async () => {
    await database.client.end();
    await server.close();
  };
  return { ...database, drop };
}

const platformTemplates = {
  closed: { name: "template_closed", prepare: (client) => ensurePlatform(client) },
  open: {
    name: "template_open",
    prepare: (client) => ensurePlatform(client, { openDefaultPrivileges: true }),
  },
} satisfies Record<string, DatabaseTemplate>;

const servers = new Map<Major, Promise<EmbeddedServer>>();

/** The first worker that needs it starts it, the others join, and the end of the run stops it. */
function sharedServer(major: Major): Promise<EmbeddedServer> {
  const known = servers.get(major);
  if (known !== undefined) return known;
  const directory = join(inject("scratch"), `postgres-${major}`);
  const opening = ensurePrepared(major).then(() => openServer({ directory, major, scratch: true }));
  servers.set(major, opening);
  return opening;
}

async function emptyDatabase(server: EmbeddedServer): Promise<FreshDatabase> {
  const name = randomName();
  await createDatabase(server, name);
  return opened(server, name);
}

async function databaseFrom(server: EmbeddedServer, template: DatabaseTemplate): Promise<FreshDatabase> {
  const name = randomName();
  await copyTemplate(server, name, template);
  return opened(server, name);
}

async function opened(server: EmbeddedServer, name: string): Promise<FreshDatabase> {
  const url = server.url(name);
  const client = await connect(url);
  const drop = async () => {
    await client.end();
    await dropDatabase(server, name);
  };
  return { url, client, server, drop };
}

function randomName(): string {
  return `test_${randomBytes(6).toString("hex")}`;
}

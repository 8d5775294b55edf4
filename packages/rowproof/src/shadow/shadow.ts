import { randomBytes } from "node:crypto";
import type pg from "pg";
import { statement } from "../dump/statement.js";
import { type EmbeddedServer, type Major, openServer } from "../embedded/embedded.js";
import { connect } from "../sql/connection.js";
import { onConnection } from "../sql/session.js";
import { identifier, literal } from "../sql/sql.js";
import { createDatabase, dressDatabase, dropDatabase } from "./database.js";
import { clearStaleHomes, makeHome, type ShadowDirectory } from "./home.js";
import { rebuildSchemas } from "./rebuild.js";
import { alignRoles } from "./roles.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";
import { firstOfEach, type UnprovableObject } from "./untested.js";

export interface ShadowOptions {
  /** The live server's major version. */
  readonly major: number;
  /** Ends what is under way; `close` is still to be called. */
  readonly signal?: AbortSignal;
}

/** A throw-away server in which schemas are rebuilt, each in a database of its own. */
export interface Shadow {
  /**
   * Rebuilds a snapshot, one at a time. Roles belong to the whole server: the last snapshot's hold.
   * @throws the signal's reason; what the server says of anything but a single object.
   */
  rebuild(snapshot: SchemaSnapshot): Promise<Rebuilt>;
  /** Stops the server, even if clients are connected, and removes all of it. Closing twice does nothing. */
  close(): Promise<void>;
}

export interface Rebuilt {
  /** Of a superuser who owns nothing in it. It holds a password. */
  readonly url: string;
  /** What is not as in the live database, so that no verdict on it counts; empty where all of it is. */
  readonly untested: readonly UnprovableObject[];
  /** Another database like it as it is now; no client may be connected to it meanwhile. */
  copy(): Promise<Copy>;
  /** Drops it, even if clients are connected. */
  drop(): Promise<void>;
}

interface Copy {
  readonly url: string;
  drop(): Promise<void>;
}

/** The server's superuser has the name of a live role; another superuser, which no schema refers to, loads and attacks. */
interface ShadowSession {
  readonly admin: pg.Client;
  readonly loader: string;
  readonly url: (database: string) => string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts a server for shadows in a temporary directory, and clears what killed processes left of theirs. It takes no snapshot, so
 * that it can start while one is read.
 *
 * @throws {RowproofError} as `openServer` does; the signal's reason, and then nothing is left to close.
 */
export async function openShadow({ major, signal }: ShadowOptions): Promise<Shadow> {
  signal?.throwIfAborted();
  const clearing = clearStaleHomes().catch(() => undefined);
  const home = await makeHome();
  try {
    // A number that is none of the majors is refused there, by name.
    const server = await openServer({ directory: home.server, major: major as Major, scratch: true });
    return await openSession(server, home, signal).catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
  } catch (error) {
    await home.remove();
    signal?.throwIfAborted();
    throw error;
  } finally {
    await clearing;
  }
}

async function openSession(
  server: EmbeddedServer,
  home: ShadowDirectory,
  signal: AbortSignal | undefined,
): Promise<Shadow> {
  signal?.throwIfAborted();
  const loader = `rowproof_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(24).toString("hex");
  await onConnection(server.url("postgres"), signal, (client) =>
    client.query(statement`create role ${identifier(loader)} superuser login password ${literal(password)}`),
  );
  const url = (database: string) => withAccount(server.url(database), loader, password);
  const session = { admin: await connect(url("postgres")), loader, url, signal };
  return makeShadow(session, server, home);
}

function withAccount(url: string, role: string, password: string): string {
  const account = new URL(url);
  account.username = role;
  account.password = password;
  return account.toString();
}

function makeShadow(session: ShadowSession, server: EmbeddedServer, home: ShadowDirectory): Shadow {
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;
  const close = async () => {
    await session.admin.end().catch(() => undefined);
    await server.close();
    await home.remove();
  };
  return {
    rebuild: (snapshot) => {
      const result = last.then(() => rebuild(session, snapshot));
      last = result.catch(() => undefined);
      return result;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function rebuild(session: ShadowSession, snapshot: SchemaSnapshot): Promise<Rebuilt> {
  const { admin, loader, url, signal } = session;
  signal?.throwIfAborted();
  await alignRoles(admin, snapshot);
  const name = `shadow_${randomBytes(6).toString("hex")}`;
  await createDatabase(admin, name, "template0", snapshot);
  try {
    const undressed = await dressDatabase(admin, name, snapshot, loader);
    const untested = await onConnection(url(name), signal, (client) =>
      rebuildSchemas(client, snapshot, loader),
    );
    const settings = undressed.map(({ object, error }) => ({ object, why: error.message }));
    return {
      url: url(name),
      untested: firstOfEach([...untested, ...settings]),
      ...handles(session, name, snapshot),
    };
  } catch (error) {
    await dropDatabase(admin, name).catch(() => undefined);
    throw error;
  }
}

function handles(
  session: ShadowSession,
  name: string,
  snapshot: SchemaSnapshot,
): Pick<Rebuilt, "copy" | "drop"> {
  const { admin, loader, url, signal } = session;
  return {
    copy: async () => {
      signal?.throwIfAborted();
      const copy = `${name}_${randomBytes(4).toString("hex")}`;
      await createDatabase(admin, copy, name, snapshot);
      await dressDatabase(admin, copy, snapshot, loader);
      return { url: url(copy), drop: () => dropDatabase(admin, copy) };
    },
    drop: () => dropDatabase(admin, name),
  };
}

import pg from "pg";
import { ensureAccount } from "./account.js";
import { answerAdmin } from "./admin-users.js";
import { ensureAuthTables } from "./auth-schema.js";
import { makeKeys, type StackKeys } from "./keys.js";
import { authTables, type Guard, startLite } from "./lite.js";
import { selfTest } from "./self-test.js";

export interface StartOptions {
  readonly database: string;
  readonly keys?: StackKeys | undefined;
  readonly schemas?: readonly string[] | undefined;
  /** What `anon` may read; `any` where that is what is to be found out. */
  readonly publicRelations: readonly string[] | "any";
  /** Each request to `/rest/v1` is taken back after it was answered. */
  readonly takeBack: boolean;
  readonly without?: readonly Guard[] | undefined;
}

/** A Supabase-compatible API on a local Postgres: `/auth/v1` and `/rest/v1`. */
export interface Stack {
  readonly keys: StackKeys;
  fetch(request: Request): Promise<Response>;
  /** After the schema was changed. */
  forgetSchema(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes what a stack needs in the database, starts the service, and tries it before it answers anybody.
 *
 * @throws {RowproofError} exit code 3: something stands open that must not; 2: `@supabase/lite` is not installed.
 */
export async function startStack(options: StartOptions): Promise<Stack> {
  const { database, keys = makeKeys(), schemas = ["public"], publicRelations, without = [] } = options;
  const owner = new pg.Pool({ connectionString: database, max: 2 });
  // A server that is stopped meanwhile ends the clients, those in use too, and not the process.
  owner.on("connect", (client) => client.on("error", () => undefined));
  owner.on("error", () => undefined);
  const closing: (() => Promise<void>)[] = [() => owner.end()];
  const close = async () => {
    for (const one of closing.toReversed()) await one();
  };
  try {
    const client = await owner.connect();
    try {
      await ensureAuthTables(client, await authTables());
      const url = await ensureAccount(client, database);
      const lite = await startLite({
        url: without.includes("account") ? database : url,
        keys,
        schemas,
        takeBack: options.takeBack,
        without,
      });
      closing.push(lite.close);
      const fetch = async (request: Request) =>
        (await answerAdmin(request, { keys, owner, lite })) ?? (await answer(lite.fetch, request));
      await selfTest({ fetch, keys, client, schemas, publicRelations });
      return { keys, fetch, forgetSchema: lite.forgetSchema, close };
    } finally {
      client.release();
    }
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only what Supabase has: the service's other routes reveal its configuration. */
async function answer(fetch: (request: Request) => Promise<Response>, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (/^\/(?:rest|auth)\/v1\//.test(pathname)) return fetch(request);
  return Response.json({ message: "no Route matched with those values" }, { status: 404 });
}

import type { StackKeys } from "./keys.js";
import { notInstalled } from "./not-installed.js";
import { withoutConsole } from "./quiet.js";

/** What keeps the service from failing open; each can be left away only to see that its absence is noticed. */
export type Guard = "account" | "roles" | "keys";

export interface LiteOptions {
  /** How the stack's own role connects. */
  readonly url: string;
  readonly keys: StackKeys;
  /** The schemas that the API exposes. */
  readonly schemas: readonly string[];
  /** Each request to `/rest/v1` runs in a transaction that is rolled back. */
  readonly takeBack: boolean;
  readonly without?: readonly Guard[];
}

/** The service, as a handler of requests. */
export interface Lite {
  /** Answers what lies under `/rest/v1` and `/auth/v1`. */
  fetch(request: Request): Promise<Response>;
  /** Has it look again what tables there are. */
  forgetSchema(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The only place that knows `@supabase/lite`, an alpha whose defaults fail open: without a pinned `rlsState` it grants all
 * on every table to `anon` on the first request, or never switches roles; without keys it accepts everybody.
 *
 * @throws {RowproofError} exit code 2: it is not installed.
 */
export async function startLite(options: LiteOptions): Promise<Lite> {
  const { library, driver } = await load();
  const without = new Set(options.without);
  const connection = driver.createPostgresConnection({ url: options.url, postgresOptions });
  // A private field of its class: `active` has it switch roles for each request, and skips the grants of the first.
  if (!without.has("roles")) Object.assign(connection, { rlsState: "active" });
  const { keys } = options;
  const app = new library.App({
    connection,
    api: { schemas: [...options.schemas], max_rows: 1000 },
    auth: {
      enabled: true,
      jwt_secret: keys.jwtSecret,
      ...(without.has("keys") ? {} : { publishable_key: keys.anon, secret_key: keys.service }),
    },
    options: {
      server: { disableStudio: true, disableFallback: true, admin: false, forceRollback: options.takeBack },
      // It would write the mails it sends to the console.
      drivers: { email: new library.InMemoryEmailDriver() },
    },
  });
  const answer = (request: Request) => withoutConsole(async () => app.fetch(request, { peerAddress: null }));
  return {
    ...untilClosed(answer, () => connection.close()),
    forgetSchema: () => connection.clearSchemaCache(),
  };
}

/** Its connections are ended when the last request is answered: ended within one, they are waited for without end. */
function untilClosed(answer: Lite["fetch"], end: () => Promise<void>): Pick<Lite, "fetch" | "close"> {
  const underWay = new Set<Promise<Response>>();
  let isClosed = false;
  return {
    fetch: (request) => {
      if (isClosed) return Promise.resolve(Response.json({ message: "stopping" }, { status: 503 }));
      const answering = answer(request).finally(() => underWay.delete(answering));
      underWay.add(answering);
      return answering;
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
      await end();
    },
  };
}

/** The DDL of the tables in `auth` that it works on. */
export async function authTables(): Promise<string> {
  return (await load()).library.getAuthSchemaSql();
}

async function load() {
  try {
    const [library, driver] = await Promise.all([
      import("@supabase/lite"),
      import("@supabase/lite/postgres"),
    ]);
    return { library, driver };
  } catch (error) {
    throw notInstalled(error);
  }
}

/** Times as PostgREST writes them, and what Supabase allows a statement: 8 seconds. */
const postgresOptions = {
  onnotice: () => undefined,
  connection: { statement_timeout: 8000 },
  types: {
    timestamptz: {
      to: 1184,
      from: [1184],
      serialize: (value: string) => value,
      parse: (text: string) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
    },
    timestamp: {
      to: 1114,
      from: [1114],
      serialize: (value: string) => value,
      parse: (text: string) => text.replace(" ", "T"),
    },
  },
};

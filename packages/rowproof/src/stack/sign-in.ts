import { randomBytes } from "node:crypto";
import type { SupabaseClient, SupabaseClientOptions } from "@supabase/supabase-js";
import type pg from "pg";
import { notInstalled } from "./not-installed.js";
import type { Stack } from "./start.js";

/** Who signs in: a row of `auth.users`. */
export interface SignInAccount {
  readonly id: string;
  /** What their tokens say that they are. */
  readonly role: string;
}

/** What a signed-in user sends. */
export interface SignedIn {
  readonly token: string;
  /** What the token says. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Signs people in as an app does, by `supabase-js` with a password, who are there without one: somebody who signs up has the
 * service hash it, and is gone again. Triggers on `auth.users` rest meanwhile, as an app's own makes rows.
 *
 * @param client the owner of a throw-away database that the stack serves
 * @returns by id; a text for a user who could not: why
 * @throws {RowproofError} exit code 2: `@supabase/supabase-js` is not installed.
 */
export async function signIn(
  stack: Pick<Stack, "fetch" | "keys">,
  client: pg.ClientBase,
  accounts: readonly SignInAccount[],
): Promise<ReadonlyMap<string, SignedIn | string>> {
  const open = await clientMaker(stack);
  const wake = await restTriggers(client);
  try {
    const password = randomBytes(18).toString("base64url");
    const emails = await givePassword(open(), client, password, accounts);
    const signedIn = new Map<string, SignedIn | string>();
    for (const { id } of accounts) signedIn.set(id, await signInOne(open(), emails.get(id), password));
    return signedIn;
  } finally {
    await wake();
  }
}

async function signInOne(
  client: SupabaseClient,
  email: string | undefined,
  password: string,
): Promise<SignedIn | string> {
  if (email === undefined) return "they have no row in auth.users with an email";
  const { data, error } = await client.auth.signInWithPassword({ email, password });
  if (error !== null) return `they cannot sign in: ${error.code ?? error.name}`;
  const { access_token: token } = data.session;
  return { token, claims: claimsOf(token) };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ""] = token.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
}

/** Returns the emails, by id. */
async function givePassword(
  client: SupabaseClient,
  owner: pg.ClientBase,
  password: string,
  accounts: readonly SignInAccount[],
): Promise<ReadonlyMap<string, string>> {
  const email = `${randomBytes(8).toString("hex")}@rowproof.test`;
  const { data, error } = await client.auth.signUp({ email, password });
  if (error !== null) throw new Error(`sign-up failed: ${error.code ?? error.name}`, { cause: error });
  const made = data.user?.id;
  const emails = new Map<string, string>();
  for (const { id, role } of accounts) {
    const { rows } = await owner.query<{ email: string | null }>(
      `update auth.users u set encrypted_password = m.encrypted_password, aud = m.aud, role = $3,
         email_confirmed_at = coalesce(u.email_confirmed_at, now())
       from auth.users m where u.id = $1 and m.id = $2 returning u.email`,
      [id, made, role],
    );
    const known = rows[0]?.email;
    if (known != null) emails.set(id, known);
  }
  await owner.query("delete from auth.users where id = $1", [made]);
  return emails;
}

/** Returns what makes the triggers as they were. */
async function restTriggers(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ rest: string; wake: string }>(
    `select format('alter table auth.users disable trigger %I', tgname) as rest,
       format('alter table auth.users enable %s trigger %I',
         case tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end, tgname) as wake
     from pg_catalog.pg_trigger
     where tgrelid = 'auth.users'::regclass and not tgisinternal and tgenabled <> 'D'`,
  );
  for (const { rest } of rows) await client.query(rest);
  return async () => {
    for (const { wake } of rows) await client.query(wake);
  };
}

type Transport = NonNullable<NonNullable<SupabaseClientOptions<"public">["realtime"]>["transport"]>;

/** Nothing is listened to; but Node 20 has no WebSocket, and a client wants one when it is made. */
class NoSocket {
  constructor() {
    throw new Error("nothing listens in real time here");
  }
}

async function clientMaker({ fetch, keys }: Pick<Stack, "fetch" | "keys">): Promise<() => SupabaseClient> {
  const { createClient } = await loadClient();
  return () =>
    createClient("http://localhost", keys.anon, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      realtime: { transport: NoSocket as unknown as Transport },
      global: { fetch: (input, init) => fetch(new Request(input, init)) },
    });
}

/** @throws {RowproofError} exit code 2: it is not installed. */
export function loadClient(): Promise<typeof import("@supabase/supabase-js")> {
  return import("@supabase/supabase-js").catch((error: unknown) => {
    throw notInstalled(error);
  });
}

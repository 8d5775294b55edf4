import { randomBytes } from "node:crypto";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import type { SupabaseClient } from "@supabase/supabase-js";
import { openStack, type Stack } from "rowproof/stack";
import { expect } from "vitest";
import { type Api, createApi } from "../../api/api.js";
import { makeLog } from "../../api/log.js";
import { limitSecretFrom, type Settings, type StripeSettings } from "../../api/settings.js";
import { supabaseClient } from "../supabase.js";

/** The API on its own database, with the local stack; both are called in the process. */
export interface Harness {
  readonly api: Api;
  readonly stack: Stack;
  readonly settings: Settings;
  /** Connected as superuser. */
  readonly database: FreshDatabase;
  /** The lines that the API logged. */
  readonly logged: readonly string[];
  /** Makes a new signed-in user. */
  signUp(): Promise<Person>;
  /** A request without a sign-in. */
  ask<Body = Fields>(method: string, path: string, options?: AskOptions): Promise<Answered<Body>>;
  close(): Promise<void>;
}

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  /** The real supabase-js, signed in. */
  readonly client: SupabaseClient;
  /** Sends a request with the user's token. */
  ask<Body = Fields>(method: string, path: string, options?: AskOptions): Promise<Answered<Body>>;
}

export interface AskOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answered<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the response; undefined if it has none. */
  readonly body: Body;
}

/** A day of a month. */
interface Day {
  readonly day: string;
  readonly mood: unknown;
  readonly events: readonly unknown[];
  readonly journalEntries: readonly { readonly title: string }[];
  readonly chatSessions: readonly unknown[];
}

/** The fields of a response that tests use later; their expectations check the values. */
interface Fields {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly userId: string;
  readonly title: string;
  readonly content: string;
  readonly startTime: string;
  readonly limitedTo: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly next: string | null;
  readonly entries: readonly Fields[];
  readonly days: readonly Day[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly statistics: Readonly<Record<string, unknown>>;
}

export interface HarnessOptions {
  readonly stripe?: StripeSettings;
}

/** Opens a harness: use it in `beforeAll`, close it in `afterAll`. */
export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  const database = await afterDatabase();
  const stack = await openStack({ database: database.url });
  const settings: Settings = {
    supabase: { url: "http://stack.test", anonKey: stack.keys.anon, serviceKey: stack.keys.service },
    limitSecret: limitSecretFrom(stack.keys.service),
    appUrl: "http://app.test",
    origins: [],
    logLevel: "info",
    ...options,
  };
  const logged: string[] = [];

  const log = makeLog(settings, { write: (line) => logged.push(line) });
  const api = createApi(settings, { log, fetch: (input, init) => stack.fetch(new Request(input, init)) });
  const ask = asker(api, {});
  const signUp = async (): Promise<Person> => {
    const [email, password] = [
      `${randomBytes(8).toString("hex")}@example.com`,
      randomBytes(12).toString("hex"),
    ];
    const client = supabaseClient(settings.supabase.url, stack.keys.anon, stack.fetch);
    const { data, error } = await client.auth.signUp({ email, password });
    expect(error).toBeNull();
    const token = data.session?.access_token ?? "";
    return {
      id: data.user?.id ?? "",
      email,
      password,
      token,
      client,
      ask: asker(api, { authorization: `Bearer ${token}` }),
    };
  };
  const close = async () => {
    await stack.close();
    await database.drop();
  };
  return { api, stack, settings, database, logged, signUp, ask, close };
}

function asker(api: Api, own: Readonly<Record<string, string>>): Harness["ask"] {
  return async (method, path, { body, headers = {} } = {}) => {
    const content = body === undefined ? {} : { "content-type": "application/json" };
    const response = await api.fetch(
      new Request(`http://api.test${path}`, {
        method,
        headers: { ...content, ...own, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
}

import { randomBytes } from "node:crypto";
import { afterDatabase } from "@rowproof/testing/companion";
import type { SupabaseClient } from "@supabase/supabase-js";
import { openStack } from "rowproof/stack";
import { supabaseClient } from "./supabase.js";

/** A Supabase project that has the companion's schema. */
export interface SupabaseProject {
  /** A client without a sign-in. */
  client(): SupabaseClient;
  /** Makes a new user with a signed-in client; `close` deletes the user. */
  signIn(): Promise<SignedInUser>;
  close(): Promise<void>;
}

export interface SignedInUser {
  readonly id: string;
  readonly client: SupabaseClient;
}

interface ProjectAddress {
  readonly url: string;
  readonly anonKey: string;
  readonly serviceKey: string;
  readonly fetch?: (request: Request) => Promise<Response>;
  close(): Promise<void>;
}

/**
 * The project that `TEST_SUPABASE_URL`, `TEST_SUPABASE_ANON_KEY` and `TEST_SUPABASE_SERVICE_ROLE_KEY` name, else the local stack on a
 * database of its own. The app reads other variables, so no live project is tested by accident.
 */
export async function openProject(): Promise<SupabaseProject> {
  const place = named() ?? (await local());
  const admin = supabaseClient(place.url, place.serviceKey, place.fetch);
  const made: string[] = [];
  const client = () => supabaseClient(place.url, place.anonKey, place.fetch);
  const signIn = async () => {
    const [email, password] = [
      `rls-${randomBytes(8).toString("hex")}@example.com`,
      randomBytes(18).toString("base64url"),
    ];
    const { data, error } = await admin.auth.admin.createUser({ email, password, email_confirm: true });
    if (error !== null) throw error;
    made.push(data.user.id);
    const own = client();
    const signedIn = await own.auth.signInWithPassword({ email, password });
    if (signedIn.error !== null) throw signedIn.error;
    return { id: data.user.id, client: own };
  };
  const close = async () => {
    for (const id of made) await admin.auth.admin.deleteUser(id);
    await place.close();
  };
  return { client, signIn, close };
}

function named(): ProjectAddress | undefined {
  const {
    TEST_SUPABASE_URL: url,
    TEST_SUPABASE_ANON_KEY: anonKey,
    TEST_SUPABASE_SERVICE_ROLE_KEY: serviceKey,
  } = process.env;
  if (!url) return undefined;
  if (!anonKey || !serviceKey)
    throw new Error("TEST_SUPABASE_URL needs TEST_SUPABASE_ANON_KEY and TEST_SUPABASE_SERVICE_ROLE_KEY");
  return { url, anonKey, serviceKey, close: async () => undefined };
}

async function local(): Promise<ProjectAddress> {
  const database = await afterDatabase();
  const stack = await openStack({ database: database.url });
  const close = async () => {
    await stack.close();
    await database.drop();
  };
  const { anon: anonKey, service: serviceKey } = stack.keys;
  return { url: "http://stack.test", anonKey, serviceKey, fetch: stack.fetch, close };
}

import { createHmac } from "node:crypto";
import { PostgrestClient } from "@supabase/postgrest-js";
import { z } from "zod";
import { resultOf } from "../answer.js";
import { tooMany } from "../limits.js";
import type { Settings } from "../settings.js";

/** A sign-in attempt: what it is counted by. */
export interface Attempt {
  /** The e-mail address or the token. */
  readonly tried: string;
  /** The network address, if it is known. */
  readonly from: string | undefined;
}

/**
 * Counts a sign-in attempt in the database, and stops it if there were too many for the same account or from the same network
 * address. The database gets an HMAC, so it does not store who tried.
 *
 * @throws {Problem} `too-many-requests`.
 */
export async function limitAttempts(
  { supabase, limitSecret }: Settings,
  fetch: typeof globalThis.fetch,
  { tried, from }: Attempt,
): Promise<void> {
  const database = new PostgrestClient(`${supabase.url}/rest/v1`, {
    headers: { apikey: supabase.anonKey },
    fetch,
  });
  const keys = [`tried ${tried}`, ...(from === undefined ? [] : [`from ${from}`])];
  const waits = await Promise.all(
    keys.map((key) => {
      const hashed = createHmac("sha256", limitSecret).update(key).digest("hex");
      return resultOf(database.rpc("companion_take_sign_in", { key: hashed }), z.int());
    }),
  );
  const seconds = Math.max(...waits);
  if (seconds > 0) throw tooMany(seconds);
}

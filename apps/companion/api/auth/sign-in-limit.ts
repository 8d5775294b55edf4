import { createHmac } from "node:crypto";
import { PostgrestClient } from "@supabase/postgrest-js";
import { z } from "zod";
import { resultOf } from "../answer.js";
import { tooMany } from "../limits.js";
import type { Settings } from "../settings.js";

/** What an attempt is counted under. */
export interface Attempt {
  /** The address of the mail, or the token: what is tried. */
  readonly tried: string;
  /** Where it comes from, where that is known. */
  readonly from: string | undefined;
}

/**
 * Counts an attempt to sign in, in the database, and stops it where there were too many of the same account or from the same
 * place. The database is told an HMAC, so that nobody reads there who tried.
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

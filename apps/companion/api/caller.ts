import { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";
import type { Settings } from "./settings.js";

/** Who makes a request, and the way to the database that is theirs. */
export interface Caller {
  /** What their token says, which nothing has checked yet but the database will: it names rows, and gives no access. */
  readonly userId: string;
  readonly token: string;
  /** Every statement goes with the caller's own token, under row level security. */
  readonly database: PostgrestClient;
}

const claims = z.object({ sub: z.uuid(), exp: z.number(), role: z.literal("authenticated") });

/**
 * Lets only those pass who come with a token. Its signature is the database's to check, on every statement: who forges one
 * gets as far as a 401 from there, so no handler may do anything for a caller that does not go through `database` first.
 */
export function signedIn({ supabase }: Settings, fetch: typeof globalThis.fetch): MiddlewareHandler<Env> {
  return async (context, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token === undefined)
      throw new Problem("not-signed-in", "Send the token of a sign-in: Authorization: Bearer …");
    context.set("caller", {
      userId: subjectOf(token),
      token,
      database: new PostgrestClient(`${supabase.url}/rest/v1`, {
        headers: { apikey: supabase.anonKey, authorization: `Bearer ${token}` },
        fetch,
      }),
    });
    await next();
  };
}

function subjectOf(token: string): string {
  const read = claims.safeParse(payloadOf(token));
  if (!read.success) throw new Problem("not-signed-in", "The token is not one of a sign-in. Sign in again.");
  if (read.data.exp * 1000 <= Date.now())
    throw new Problem("not-signed-in", "The token has expired. Sign in again.");
  return read.data.sub.toLowerCase();
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

import { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";
import type { Settings } from "./settings.js";

const claims = z.object({ sub: z.uuid(), exp: z.number(), role: z.literal("authenticated") });

/**
 * Requires a token. The database checks its signature on every statement and refuses a forged one with 401, so a handler must
 * send a statement through `database` before it does anything else for the user.
 */
export function signedIn({ supabase }: Settings, fetch: typeof globalThis.fetch): MiddlewareHandler<Env> {
  return async (context, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token === undefined)
      throw new Problem("not-signed-in", "Send the token of a signed-in user: Authorization: Bearer …");
    context.set("user", {
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
  if (!read.success)
    throw new Problem("not-signed-in", "The token does not belong to a signed-in user. Sign in again.");
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

import { getConnInfo } from "@hono/node-server/conninfo";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { AuthError, Session } from "@supabase/auth-js";
import type { Context } from "hono";
import type { Env } from "../environment.js";
import { identityProblem, openIdentity } from "../identity.js";
import { invalid } from "../invalid.js";
import { Problem } from "../problem.js";
import { json, jsonBody, problems } from "../responses.js";
import type { Settings } from "../settings.js";
import { moment, text } from "../shapes.js";
import { limitAttempts } from "./sign-in-limit.js";

const credentials = z.strictObject({ email: z.email().max(320), password: z.string().min(1).max(200) });

const session = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresAt: moment,
    userId: z.uuid(),
  })
  .openapi("Session");

/** Sign-in, and refresh of its tokens. */
export function signIn(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  const limited = (context: Context<Env>, tried: string) => {
    const { addressHeader } = settings;
    const from = addressHeader === undefined ? peerOf(context) : addedLast(context.req.header(addressHeader));
    return limitAttempts(settings, fetch, { tried, from });
  };

  routes.openapi(
    createRoute({
      method: "post",
      path: "/sign-in",
      summary: "Sign in",
      security: [],
      request: { body: jsonBody(credentials) },
      responses: { 200: json(session, "The tokens."), ...problems },
    }),
    async (context) => {
      const { email, password } = context.req.valid("json");
      await limited(context, `email ${email.toLowerCase()}`);
      const answer = await openIdentity(settings, fetch).signInWithPassword({ email, password });
      // The same text for both, so that nobody learns which addresses exist.
      return context.json(sessionOf(answer, "The e-mail address or the password is wrong."), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/refresh",
      summary: "Stay signed in",
      security: [],
      request: { body: jsonBody(z.strictObject({ refreshToken: text(1000) })) },
      responses: { 200: json(session, "New tokens; the old refresh token is no longer valid."), ...problems },
    }),
    async (context) => {
      const { refreshToken } = context.req.valid("json");
      await limited(context, `token ${refreshToken}`);
      const answer = await openIdentity(settings, fetch).refreshSession({ refresh_token: refreshToken });
      return context.json(sessionOf(answer, "The refresh token is used or not valid. Sign in again."), 200);
    },
  );

  return routes;
}

interface Answer {
  readonly data: { readonly session: Session | null };
  readonly error: AuthError | null;
}

function sessionOf({ data, error }: Answer, refused: string): z.output<typeof session> {
  if (error !== null) throw identityProblem(error, refused);
  if (data.session === null) throw new Problem("not-signed-in", refused);
  const { access_token, refresh_token, expires_in, user } = data.session;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: new Date(Date.now() + expires_in * 1000).toISOString(),
    userId: user.id,
  };
}

/** The last address of the list: the proxy added it. The client may have invented the others. */
function addedLast(header: string | undefined): string | undefined {
  return header?.split(",").at(-1)?.trim() || undefined;
}

/** The address of the connection. Undefined if unknown: then only accounts are limited. */
function peerOf(context: Context<Env>): string | undefined {
  try {
    return getConnInfo(context).remote.address;
  } catch {
    // The server is not `@hono/node-server`.
    return undefined;
  }
}

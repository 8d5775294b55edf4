import { OpenAPIHono } from "@hono/zod-openapi";
import type { ErrorHandler, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { Logger } from "pino";
import { account } from "./account/account.js";
import { admin } from "./admin/admin.js";
import { signIn } from "./auth/sign-in.js";
import { signedIn } from "./authentication.js";
import { calendar } from "./calendar/calendar.js";
import { chat } from "./chat/chat.js";
import type { Env } from "./environment.js";
import { health } from "./health.js";
import { insights } from "./insights/insights.js";
import { invalid } from "./invalid.js";
import { journalEntries } from "./journal/entries.js";
import { limitedWrites } from "./limits.js";
import { logged, makeLog } from "./log.js";
import { memories } from "./memory.js";
import { moods } from "./moods.js";
import { patientFetch } from "./patient-fetch.js";
import { Problem } from "./problem.js";
import type { Settings } from "./settings.js";
import { checkout } from "./stripe/checkout.js";
import { portal } from "./stripe/portal.js";
import { webhook } from "./stripe/webhook.js";

export interface ApiOptions {
  /** Default: one line of JSON per request, to stdout. */
  readonly log?: Logger;
  /** Replaces the network if Supabase runs in this process. Default: the network. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The companion's API. */
export type Api = OpenAPIHono<Env>;

const mebibyte = 1024 * 1024;

/**
 * The API as a request handler: `api.fetch(request)` returns the response, wherever it is mounted.
 *
 * @example
 * const api = createApi(readSettings(process.env));
 * serve({ fetch: api.fetch, port: 3000 });
 */
export function createApi(settings: Settings, options: ApiOptions = {}): Api {
  const { log = makeLog(settings), fetch = patientFetch } = options;
  const api = new OpenAPIHono<Env>({ defaultHook: invalid });
  const origins = [settings.appUrl, ...settings.origins];
  api.use(requestId());
  api.use(logged(log));
  api.use(secureHeaders());
  api.use(
    "/api/*",
    cors({
      origin: origins,
      allowHeaders: ["authorization", "content-type"],
      exposeHeaders: ["retry-after"],
      maxAge: 600,
    }),
  );
  api.use("/api/*", unlessSigned(csrf({ origin: origins })));
  api.use("/api/*", bodyLimit({ maxSize: mebibyte, onError: tooLarge }));
  api.route("/", health(settings, fetch));
  api.route("/api/auth", signIn(settings, fetch));
  api.route("/api/stripe/webhook", webhook(settings, fetch));
  for (const [path, routes] of ownRoutes(settings, fetch)) {
    api.use(`${path}/*`, signedIn(settings, fetch), limitedWrites);
    api.route(path, routes);
  }
  api.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  api.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Companion",
      version: "1",
      description: "Chat, moods, journal, calendar, insights and billing.",
    },
    security: [{ token: [] }],
  });
  api.notFound(() =>
    new Problem("not-found", "There is no route with this address and method.").toResponse(),
  );
  api.onError(answerError);
  return api;
}

/** The routes that need a signed-in user. */
function ownRoutes(
  settings: Settings,
  fetch: typeof globalThis.fetch,
): readonly (readonly [string, OpenAPIHono<Env>])[] {
  return [
    ["/api/calendar", calendar()],
    ["/api/moods", moods()],
    ["/api/journal", journalEntries()],
    ["/api/chat", chat()],
    ["/api/memory", memories()],
    ["/api/insights", insights()],
    ["/api/account", account(settings, fetch)],
    ["/api/admin", admin()],
    ["/api/stripe/create-session", checkout(settings)],
    ["/api/stripe/portal", portal(settings)],
  ];
}

/** A page of another site can make a browser send a form, but not an authorization header. */
function unlessSigned(guard: MiddlewareHandler<Env>): MiddlewareHandler<Env> {
  return (context, next) =>
    context.req.header("authorization") === undefined ? guard(context, next) : next();
}

function tooLarge(): Response {
  return new Problem("too-large", "A request body can have at most one mebibyte.").toResponse();
}

const answerError: ErrorHandler<Env> = (error, context) => {
  const problem = problemOf(error);
  // The message of an unexpected error may contain anything; its stack frames do not.
  if (problem.status >= 500)
    context.get("log").error({ kind: problem.kind, error: traceOf(error) }, "failed");
  return problem.toResponse();
};

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    if (error.status === 403) return new Problem("not-allowed", "The request comes from another site.");
    return new Problem("invalid-request", "Send JSON with Content-Type: application/json.");
  }
  return new Problem("internal", "The error is in the log.");
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.name}${cause}\n${(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join("\n")}`;
}

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
import { calendar } from "./calendar/calendar.js";
import { signedIn } from "./caller.js";
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
  /** Default: one line of JSON a request, to stdout. */
  readonly log?: Logger;
  /** What answers in the place of Supabase, where that is in this process. Default: the network. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The companion's API. */
export type Api = OpenAPIHono<Env>;

const mebibyte = 1024 * 1024;

/**
 * The API as a handler of requests: `api.fetch(request)` answers, wherever it is mounted.
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
  api.notFound(() => new Problem("not-found", "There is no such address.").toResponse());
  api.onError(answerError);
  return api;
}

/** What a signed-in user does with their own rows, and those who work here with what is theirs to see. */
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

/** A page of another site can have a browser send a form, but not the header that holds a token. */
function unlessSigned(guard: MiddlewareHandler<Env>): MiddlewareHandler<Env> {
  return (context, next) =>
    context.req.header("authorization") === undefined ? guard(context, next) : next();
}

function tooLarge(): Response {
  return new Problem("too-large", "A request may hold one mebibyte.").toResponse();
}

const answerError: ErrorHandler<Env> = (error, context) => {
  const problem = problemOf(error);
  // The message of what was not foreseen may hold anything; where it came from does not.
  if (problem.status >= 500)
    context.get("log").error({ kind: problem.kind, error: traceOf(error) }, "failed");
  return problem.toResponse();
};

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    if (error.status === 403) return new Problem("not-allowed", "The request comes from another site.");
    return new Problem("invalid-request", "The body is not JSON, or not told to be.");
  }
  return new Problem("internal", "It was written down, and will be looked at.");
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.name}${cause}\n${(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join("\n")}`;
}

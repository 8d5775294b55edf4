import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { type DestinationStream, type Logger, pino } from "pino";
import type { Env } from "./environment.js";
import type { Settings } from "./settings.js";

/**
 * The log: the route, the status and the time. Never a full address, a header or a body, because
 * they contain tokens and what people write; values with the names below are redacted.
 */
export function makeLog({ logLevel }: Pick<Settings, "logLevel">, to?: DestinationStream): Logger {
  const options = { level: logLevel, base: null, redact: { paths: secrets, censor: "[redacted]" } };
  return to === undefined ? pino(options) : pino(options, to);
}

const names = [
  ...[
    "authorization",
    "apikey",
    "cookie",
    "password",
    "token",
    "access_token",
    "refresh_token",
    "secret",
    "key",
  ],
  ...["content", "title", "notes", "summary", "narrative", "email", "body", "payload", "details"],
];
const secrets = names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Logs one line per request. */
export function logged(log: Logger): MiddlewareHandler<Env> {
  return async (context, next) => {
    const began = performance.now();
    const own = log.child({ requestId: context.get("requestId") });
    context.set("log", own);
    await next();
    const ms = Math.round(performance.now() - began);
    own.info(
      { method: context.req.method, route: routePath(context, -1), status: context.res.status, ms },
      "request",
    );
  };
}

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import type { Settings } from "../settings.js";
import { accountErasure, type ErasureOptions } from "./erasure.js";
import { accountExport } from "./export.js";
import { ownProfile } from "./profile.js";

/** What a user has here as a whole: settings, all of it as a file, and the end of it. */
export function account(
  settings: Settings,
  fetch: typeof globalThis.fetch,
  options: ErasureOptions,
): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>()
    .route("/", ownProfile())
    .route("/", accountErasure(settings, fetch, options))
    .route("/export", accountExport(settings, fetch));
}

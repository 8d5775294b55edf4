import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import type { Settings } from "../settings.js";
import { accountErasure } from "./erasure.js";
import { accountExport } from "./export.js";
import { ownProfile } from "./profile.js";

/** What a user has here as a whole: settings, all of it as a file, and the end of it. */
export function account(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>()
    .route("/", ownProfile())
    .route("/", accountErasure(settings, fetch))
    .route("/export", accountExport(settings, fetch));
}

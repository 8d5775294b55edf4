import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import type { Settings } from "../settings.js";
import { accountErasure } from "./erasure.js";
import { accountExport } from "./export.js";
import { ownProfile } from "./profile.js";

/** A user's account: profile, export and deletion. */
export function account(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>()
    .route("/", ownProfile())
    .route("/", accountErasure(settings, fetch))
    .route("/export", accountExport(settings, fetch));
}

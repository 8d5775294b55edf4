import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";
import { json, problems } from "./responses.js";
import type { Settings } from "./settings.js";

const state = z.object({ status: z.literal("ok") }).openapi("Health");

/** `/health`: the process runs. `/ready`: the database answers too, and refuses anonymous users. */
export function health({ supabase }: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>();
  routes.openapi(
    createRoute({
      method: "get",
      path: "/health",
      summary: "Whether the API runs",
      security: [],
      responses: { 200: json(state, "It runs.") },
    }),
    (context) => context.json({ status: "ok" as const }, 200),
  );
  routes.openapi(
    createRoute({
      method: "get",
      path: "/ready",
      summary: "Whether the API can serve",
      security: [],
      responses: { 200: json(state, "It can."), 503: problems[503] },
    }),
    async (context) => {
      const url = `${supabase.url}/rest/v1/profiles?select=id&limit=1`;
      const answer = await fetch(url, { headers: { apikey: supabase.anonKey } }).catch(() => undefined);
      if (answer?.status === 401) return context.json({ status: "ok" as const }, 200);
      if (answer?.ok) throw new Problem("not-available", "Anonymous users can read the table profiles.");
      throw new Problem("not-available", "The database does not answer.");
    },
  );
  return routes;
}

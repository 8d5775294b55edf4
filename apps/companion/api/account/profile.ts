import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { featuresOf, plans } from "../../lib/plan-policy.js";
import { rowOf } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { json, jsonBody, problems } from "../responses.js";
import { moment, storedMoment } from "../shapes.js";

// Not the plan: only billing changes it, and the database refuses everyone else.
const changes = z.strictObject({ voiceEnabled: z.boolean().optional() });

const profile = z
  .object({
    userId: z.uuid(),
    plan: z.enum(plans),
    planUpdatedAt: moment.nullable(),
    features: z.object({ chatHistoryDays: z.int().nullable(), memory: z.boolean() }),
    voiceEnabled: z.boolean(),
    createdAt: moment,
  })
  .openapi("Profile");

const columns = "user_id, plan, plan_updated_at, voice_enabled, created_at";

const profileRow = z
  .object({
    user_id: z.string(),
    plan: z.enum(plans),
    plan_updated_at: storedMoment.nullable(),
    voice_enabled: z.boolean(),
    created_at: storedMoment,
  })
  .transform((row) => ({
    userId: row.user_id,
    plan: row.plan,
    planUpdatedAt: row.plan_updated_at,
    features: featuresOf(row.plan),
    voiceEnabled: row.voice_enabled,
    createdAt: row.created_at,
  }));

/** A user's own profile and settings. */
export function ownProfile(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The profile",
      responses: { 200: json(profile, "The profile, with the features of the plan."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const found = database.from("profiles").select(columns).eq("user_id", userId);
      return context.json(await rowOf(found, profileRow), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "patch",
      path: "/",
      summary: "Change a setting",
      request: { body: jsonBody(changes) },
      responses: { 200: json(profile, "The profile as it is now."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const { voiceEnabled } = context.req.valid("json");
      const profiles = database.from("profiles");
      const query =
        voiceEnabled === undefined
          ? profiles.select(columns)
          : profiles.update({ voice_enabled: voiceEnabled }).select(columns);
      return context.json(await rowOf(query.eq("user_id", userId), profileRow), 200);
    },
  );

  return routes;
}

import type { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { allows, type Features, type Plan, plans } from "../lib/plan-policy.js";
import { rowsOf } from "./answer.js";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";

const profile = z.object({ plan: z.enum(plans) });

/** The plan of a user, from their profile; undefined if they have no profile. */
async function planOf(database: PostgrestClient, userId: string): Promise<Plan | undefined> {
  const [found] = await rowsOf(database.from("profiles").select("plan").eq("user_id", userId), profile);
  return found?.plan;
}

/** Requires a plan with the feature. */
export function requireFeature(feature: keyof Features): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { database, userId } = context.get("user");
    if (!allows(await planOf(database, userId), feature))
      throw new Problem("plan-required", "This needs the plan PRO or ELITE.");
    await next();
  };
}

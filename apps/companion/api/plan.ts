import type { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { allows, type Features, type Plan, plans } from "../lib/plan-policy.js";
import { rowsOf } from "./answer.js";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";

const profile = z.object({ plan: z.enum(plans) });

/** The plan of a user, from their profile; undefined where they have none. */
async function planOf(database: PostgrestClient, userId: string): Promise<Plan | undefined> {
  const [found] = await rowsOf(database.from("profiles").select("plan").eq("user_id", userId), profile);
  return found?.plan;
}

/** Lets only those pass whose plan gives a feature. */
export function requireFeature(feature: keyof Features): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { database, userId } = context.get("caller");
    if (!allows(await planOf(database, userId), feature))
      throw new Problem("plan-required", "The plans PRO and ELITE have this.");
    await next();
  };
}

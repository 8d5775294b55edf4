import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { rowsOf } from "../api/answer.js";
import type { Caller } from "../api/caller.js";
import type { Env } from "../api/environment.js";
import { Problem } from "../api/problem.js";

/** What `users_roles.role` can say. */
export const roles = ["user", "ops", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Lets only those pass who have one of these roles, and tells the others so. What they then reach, the policies decide: without
 * this, whoever has no role would see an empty list where it should say 403.
 */
export function requireRole(...wanted: readonly Role[]): MiddlewareHandler<Env> {
  return async (context, next) => {
    await check(context.get("caller"), wanted);
    await next();
  };
}

/** The same, and for everybody about themselves: the path's `userId` says who it is about. */
export function requireSelfOrRole(...wanted: readonly Role[]): MiddlewareHandler<Env> {
  return async (context, next) => {
    const caller = context.get("caller");
    if (context.req.param("userId")?.toLowerCase() !== caller.userId) await check(caller, wanted);
    await next();
  };
}

async function check({ database, userId }: Caller, wanted: readonly Role[]): Promise<void> {
  // Admins read everybody's roles, so it is asked for one's own.
  const own = database.from("users_roles").select("role").eq("user_id", userId).in("role", wanted).limit(1);
  const found = await rowsOf(own, z.object({ role: z.enum(roles) }));
  if (found.length === 0) throw new Problem("not-allowed", `This takes the role ${wanted.join(" or ")}.`);
}

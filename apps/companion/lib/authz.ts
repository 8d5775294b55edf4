import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { rowsOf } from "../api/answer.js";
import type { Env, RequestUser } from "../api/environment.js";
import { Problem } from "../api/problem.js";

/** The values of `users_roles.role`. */
export const roles = ["user", "ops", "admin"] as const;
export type Role = (typeof roles)[number];

/**
 * Requires one of these roles. The policies decide what the user can reach; without this check, a user without the role would
 * get an empty list instead of 403.
 */
export function requireRole(...wanted: readonly Role[]): MiddlewareHandler<Env> {
  return async (context, next) => {
    await check(context.get("user"), wanted);
    await next();
  };
}

/** The same, but users may ask about themselves: the path's `userId`. */
export function requireSelfOrRole(...wanted: readonly Role[]): MiddlewareHandler<Env> {
  return async (context, next) => {
    const user = context.get("user");
    if (context.req.param("userId")?.toLowerCase() !== user.userId) await check(user, wanted);
    await next();
  };
}

async function check({ database, userId }: RequestUser, wanted: readonly Role[]): Promise<void> {
  // Admins can read all roles, so the query names the user.
  const own = database.from("users_roles").select("role").eq("user_id", userId).in("role", wanted).limit(1);
  const found = await rowsOf(own, z.object({ role: z.enum(roles) }));
  if (found.length === 0) throw new Problem("not-allowed", `This needs the role ${wanted.join(" or ")}.`);
}

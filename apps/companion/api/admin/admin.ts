import { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../environment.js";
import { records } from "./records.js";
import { userRoles } from "./roles.js";

/** The routes for staff. */
export function admin(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>().route("/", records()).route("/roles", userRoles());
}

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { requireRole, requireSelfOrRole, roles } from "../../lib/authz.js";
import { rowOf, rowsOf, rowUnlessConflict } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { Problem } from "../problem.js";
import { json, problems } from "../responses.js";
import { moment, storedMoment } from "../shapes.js";

const admin = requireRole("admin");

const userRole = z.object({ userId: z.uuid(), role: z.enum(roles), createdAt: moment }).openapi("UserRole");

const columns = "id, user_id, role, created_at";

const roleRow = z
  .object({ id: z.string(), user_id: z.string(), role: z.enum(roles), created_at: z.string() })
  .transform((row) => ({
    place: [row.created_at, row.id] as const,
    entry: { userId: row.user_id, role: row.role, createdAt: storedMoment.parse(row.created_at) },
  }));

const ofUser = z.object({ userId: z.uuid().openapi({ param: { name: "userId", in: "path" } }) });
const oneRole = ofUser.extend({
  role: z.enum(roles).openapi({ param: { name: "role", in: "path" } }),
});

/** The roles of staff: admins give and remove them, and users see their own. */
export function userRoles(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "All roles, newest first",
      middleware: admin,
      request: { query: paging },
      responses: { 200: json(pageShape(userRole), "A page of roles."), ...problems },
    }),
    async (context) => {
      const page = context.req.valid("query");
      const found = context.get("user").database.from("users_roles").select(columns);
      const rows = await rowsOf(pageOf(found, { time: "created_at", id: "id" }, page), roleRow);
      return context.json(toPage(rows, page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{userId}",
      summary: "The roles of one user",
      middleware: requireSelfOrRole("admin"),
      request: { params: ofUser },
      responses: { 200: json(z.array(userRole), "The roles."), ...problems },
    }),
    async (context) => {
      const { userId } = context.req.valid("param");
      const found = context.get("user").database.from("users_roles").select(columns).eq("user_id", userId);
      const rows = await rowsOf(found.order("role"), roleRow);
      return context.json(
        rows.map(({ entry }) => entry),
        200,
      );
    },
  );

  routes.openapi(
    createRoute({
      method: "put",
      path: "/{userId}/{role}",
      summary: "Give a role",
      middleware: admin,
      request: { params: oneRole },
      responses: { 200: json(userRole, "The role, new or already given."), ...problems },
    }),
    async (context) => {
      const { userId, role } = context.req.valid("param");
      const { database } = context.get("user");
      const row = { user_id: userId, role };
      const given = await rowUnlessConflict(
        database.from("users_roles").insert(row).select(columns),
        roleRow,
      );
      if (given !== undefined) return context.json(given.entry, 200);
      // The user already has the role, or does not exist.
      const there = database.from("users_roles").select(columns).match(row);
      return context.json((await rowOf(there, roleRow)).entry, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "delete",
      path: "/{userId}/{role}",
      summary: "Remove a role",
      middleware: admin,
      request: { params: oneRole },
      responses: { 204: { description: "The user does not have the role any more." }, ...problems },
    }),
    async (context) => {
      const { userId, role } = context.req.valid("param");
      const { database, userId: own } = context.get("user");
      if (role === "admin" && userId.toLowerCase() === own)
        throw new Problem(
          "conflict",
          "You cannot remove your own admin role. Another admin can, so that one admin remains.",
        );
      const taken = database.from("users_roles").delete().match({ user_id: userId, role }).select(columns);
      await rowOf(taken, roleRow);
      return context.body(null, 204);
    },
  );

  return routes;
}

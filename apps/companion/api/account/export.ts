import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { everyRowOf, resultOf } from "../answer.js";
import type { Env, RequestUser } from "../environment.js";
import { identify, openIdentity } from "../identity.js";
import { json, problems } from "../responses.js";
import type { Settings } from "../settings.js";
import { moment } from "../shapes.js";

/** The tables with rows of users, except the messages, and their owner columns. */
const owners = {
  profiles: "user_id",
  users_roles: "user_id",
  billing_customers: "user_id",
  calendar_events: "user_id",
  InsightRun: "user_id",
  ChatSession: "userId",
  DailyMood: "userId",
  JournalEntry: "userId",
  UserMemory: "userId",
} as const;

const row = z.record(z.string(), z.unknown());
const rows = z.array(row);

const exported = z
  .object({
    exportedAt: moment,
    account: z.object({ id: z.uuid(), email: z.string().nullable(), createdAt: z.string() }),
    tables: z
      .record(z.string(), rows)
      .openapi({ description: "by table, every row of the user, as the database stores it" }),
  })
  .openapi("Export");

/** The export of all rows of a user. */
export function accountExport(settings: Settings, fetch: typeof globalThis.fetch): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>();
  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "Export all your data",
      description: "Includes all chat messages, also those older than the plan shows. Three exports a day.",
      responses: { 200: json(exported, "The rows of every table."), ...problems },
    }),
    async (context) => {
      const user = context.get("user");
      const { id, email, created_at } = await identify(openIdentity(settings, fetch), user.token);
      const account = { id, email: email ?? null, createdAt: created_at };
      const tables = await readTables(user);
      return context.json({ exportedAt: new Date().toISOString(), account, tables }, 200);
    },
  );
  return routes;
}

async function readTables({ database, userId }: RequestUser) {
  // First and alone, because only this statement may be refused.
  const messages = await resultOf(database.rpc("companion_export_messages"), rows);
  const others = await Promise.all(
    Object.entries(owners).map(async ([table, owner]) => {
      const own = () => database.from(table).select("*").eq(owner, userId).order("id");
      return [table, await everyRowOf(own, row)] as const;
    }),
  );
  return { ...Object.fromEntries(others), ChatMessage: messages };
}

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { PostgrestClient } from "@supabase/postgrest-js";
import { rowOf, rowsOf } from "./answer.js";
import { addDeletion } from "./deletion.js";
import type { Env } from "./environment.js";
import { invalid } from "./invalid.js";
import { pageOf, pageShape, paging, toPage } from "./pages.js";
import { requireFeature } from "./plan.js";
import { json, jsonBody, problems } from "./responses.js";
import { moment, storedMoment, text, textIdParameter } from "./shapes.js";

const source = z.strictObject({
  type: z.enum(["chat", "journal"]),
  id: textIdParameter.shape.id,
});

const writable = z.strictObject({ source, summary: text(2000) });

const memory = z
  .object({
    id: z.string(),
    summary: z.string(),
    source: z.object({ type: z.string(), id: z.string(), date: moment.nullable() }),
    createdAt: moment,
  })
  .openapi("Memory");

const columns = "id, summary, sourceType, sourceId, sourceDate, createdAt";

const memoryRow = z
  .object({
    id: z.string(),
    summary: z.string(),
    sourceType: z.string(),
    sourceId: z.string(),
    sourceDate: storedMoment.nullable(),
    createdAt: z.string(),
  })
  .transform(({ sourceType: type, sourceId: id, sourceDate: date, createdAt, ...rest }) => ({
    place: [createdAt, rest.id] as const,
    entry: { ...rest, source: { type, id, date }, createdAt: storedMoment.parse(createdAt) },
  }));

/** What the companion remembers. A new memory needs a plan with that feature; existing ones stay readable. */
export function memories(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The memories, newest first",
      request: { query: paging },
      responses: { 200: json(pageShape(memory), "A page of memories."), ...problems },
    }),
    async (context) => {
      const page = context.req.valid("query");
      const { database, userId } = context.get("user");
      const found = database.from("UserMemory").select(columns).eq("userId", userId);
      const rows = await rowsOf(pageOf(found, { time: "createdAt", id: "id" }, page), memoryRow);
      return context.json(toPage(rows, page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Make a memory of a chat session or a journal entry",
      description: "PRO and ELITE only. The source must be the user's own.",
      middleware: requireFeature("memory"),
      request: { body: jsonBody(writable) },
      responses: { 201: json(memory, "The memory."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const { source, summary } = context.req.valid("json");
      const row = {
        userId,
        summary,
        sourceType: source.type,
        sourceId: source.id,
        sourceDate: await dateOf(database, source),
      };
      const { entry } = await rowOf(database.from("UserMemory").insert(row).select(columns), memoryRow);
      return context.json(entry, 201);
    },
  );

  addDeletion(routes, { summary: "Delete a memory", table: "UserMemory", params: textIdParameter });

  return routes;
}

/** When a source was written. @throws {Problem} `not-found` if it is not the user's. */
async function dateOf(database: PostgrestClient, { type, id }: z.output<typeof source>): Promise<string> {
  const found =
    type === "chat"
      ? database.from("ChatSession").select("date:startTime").eq("sessionId", id)
      : database.from("JournalEntry").select("date").eq("id", id);
  return (await rowOf(found, z.object({ date: storedMoment }))).date;
}

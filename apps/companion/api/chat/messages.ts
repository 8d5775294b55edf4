import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { resultOf, rowOf, rowsOf, rowUnlessConflict } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { Problem } from "../problem.js";
import { json, jsonBody, problems } from "../responses.js";
import { moment, storedMoment, text, textIdParameter } from "../shapes.js";

const writable = z.strictObject({
  role: z.enum(["user", "assistant"]),
  content: text(20_000),
  emotion: text(50).nullable().optional(),
  intensity: z.number().min(0).max(1).nullable().optional(),
  topics: z.array(text(100)).max(20).optional(),
  assistantReaction: text(50).nullable().optional(),
});

const chatMessage = z
  .object({
    id: z.string(),
    timestamp: moment,
    role: z.string(),
    content: z.string(),
    emotion: z.string().nullable(),
    intensity: z.number().nullable(),
    topics: z.array(z.string()),
    assistantReaction: z.string().nullable(),
  })
  .openapi("ChatMessage");

const columns = "id, timestamp, role, content, emotion, intensity, topics, assistantReaction";

const messageRow = z
  .object({
    id: z.string(),
    timestamp: z.string(),
    role: z.string(),
    content: z.string(),
    emotion: z.string().nullable(),
    intensity: z.number().nullable(),
    topics: z.array(z.string()).nullable(),
    assistantReaction: z.string().nullable(),
  })
  .transform(({ timestamp, topics, ...rest }) => ({
    place: [timestamp, rest.id] as const,
    entry: { ...rest, timestamp: storedMoment.parse(timestamp), topics: topics ?? [] },
  }));

const messagePage = pageShape(chatMessage).extend({
  limitedTo: moment
    .nullable()
    .openapi({ description: "the plan shows no message before this time; null: it shows all" }),
});

// Without a limit the history begins at minus infinity.
const historyStart = z
  .literal("-infinity")
  .transform(() => null)
  .or(storedMoment);

/** The messages of a session. */
export function chatMessages(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The messages of a session, newest first",
      request: { params: textIdParameter, query: paging },
      responses: { 200: json(messagePage, "A page of messages."), ...problems },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const page = context.req.valid("query");
      const { database, userId } = context.get("user");
      const session = database.from("ChatSession").select("sessionId").eq("sessionId", id);
      const found = database.from("ChatMessage").select(columns).eq("sessionId", id).eq("userId", userId);
      const [rows, limitedTo] = await Promise.all([
        rowsOf(pageOf(found, { time: "timestamp", id: "id" }, page), messageRow),
        resultOf(database.rpc("companion_history_start"), historyStart),
        rowOf(session, z.object({ sessionId: z.string() })),
      ]);
      return context.json({ ...toPage(rows, page), limitedTo }, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Add a message to a session",
      request: { params: textIdParameter, body: jsonBody(writable) },
      responses: { 201: json(chatMessage, "The message."), ...problems },
    }),
    async (context) => {
      const { id: sessionId } = context.req.valid("param");
      const { database, userId } = context.get("user");
      const row = { userId, sessionId, ...context.req.valid("json") };
      // A foreign key requires a session of the same user.
      const made = await rowUnlessConflict(
        database.from("ChatMessage").insert(row).select(columns),
        messageRow,
      );
      if (made === undefined)
        throw new Problem("not-found", "The session does not exist, or it is not yours.");
      return context.json(made.entry, 201);
    },
  );

  return routes;
}

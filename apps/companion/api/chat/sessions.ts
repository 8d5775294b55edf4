import { randomUUID } from "node:crypto";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { rowOf, rowsOf } from "../answer.js";
import { addDeletion } from "../deletion.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { Problem } from "../problem.js";
import { json, jsonBody, problems } from "../responses.js";
import { instant, moment, storedMoment, text, textIdParameter } from "../shapes.js";

const summary = text(2000).nullable().optional();

const changes = z.strictObject({
  summary,
  endTime: instant.optional().openapi({ description: "ends the session; not before its start" }),
});

const chatSession = z
  .object({
    id: z.string().openapi({ description: "the value of sessionId in its messages" }),
    startTime: moment,
    endTime: moment.nullable(),
    duration: z.int().nullable().openapi({ description: "in seconds; null until the session has ended" }),
    summary: z.string().nullable(),
    dominantEmotion: z.string().nullable(),
    messageCount: z.int().openapi({ description: "the number of messages that the plan shows" }),
  })
  .openapi("ChatSession");

// The count is computed and never stored: two messages added at the same time would each store a number without the other.
// Two foreign keys lead from a message to its session, so the query names one.
const columns =
  "sessionId, startTime, endTime, duration, summary, dominantEmotion, createdAt, id, messages:ChatMessage!ChatMessage_sessionId_fkey(count)";

const sessionRow = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    startTime: storedMoment,
    endTime: storedMoment.nullable(),
    duration: z.number().nullable(),
    summary: z.string().nullable(),
    dominantEmotion: z.string().nullable(),
    createdAt: z.string(),
    messages: z.array(z.object({ count: z.number() })),
  })
  .transform(({ id, sessionId, createdAt, messages, ...rest }) => ({
    place: [createdAt, id] as const,
    entry: { id: sessionId, ...rest, messageCount: messages[0]?.count ?? 0 },
  }));

/** A user's chat sessions. */
export function chatSessions(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The sessions, newest first",
      request: { query: paging },
      responses: { 200: json(pageShape(chatSession), "A page of sessions."), ...problems },
    }),
    async (context) => {
      const page = context.req.valid("query");
      const { database, userId } = context.get("user");
      const found = database.from("ChatSession").select(columns).eq("userId", userId);
      const rows = await rowsOf(pageOf(found, { time: "createdAt", id: "id" }, page), sessionRow);
      return context.json(toPage(rows, page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Begin a session",
      request: { body: jsonBody(z.strictObject({ summary })) },
      responses: { 201: json(chatSession, "The session."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const row = { userId, sessionId: randomUUID(), ...context.req.valid("json") };
      const { entry } = await rowOf(database.from("ChatSession").insert(row).select(columns), sessionRow);
      return context.json(entry, 201);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{id}",
      summary: "One session",
      request: { params: textIdParameter },
      responses: { 200: json(chatSession, "The session."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const found = database.from("ChatSession").select(columns).eq("sessionId", id);
      return context.json((await rowOf(found, sessionRow)).entry, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "patch",
      path: "/{id}",
      summary: "Set the summary of a session, or end it",
      request: { params: textIdParameter, body: jsonBody(changes) },
      responses: { 200: json(chatSession, "The session as it is now."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const changed = context.req.valid("json");
      const sessions = database.from("ChatSession");
      const { entry } = await rowOf(sessions.select(columns).eq("sessionId", id), sessionRow);
      if (Object.keys(changed).length === 0) return context.json(entry, 200);
      const row = { ...changed, ...durationOf(entry.startTime, changed.endTime) };
      const written = sessions.update(row).eq("sessionId", id).select(columns);
      return context.json((await rowOf(written, sessionRow)).entry, 200);
    },
  );

  addDeletion(routes, {
    summary: "Delete a session and its messages",
    table: "ChatSession",
    key: "sessionId",
    params: textIdParameter,
  });

  return routes;
}

function durationOf(startTime: string, endTime: string | undefined): { readonly duration?: number } {
  if (endTime === undefined) return {};
  const seconds = Math.round((Date.parse(endTime) - Date.parse(startTime)) / 1000);
  // The column is an integer of 32 bits: 68 years.
  if (seconds >= 0 && seconds < 2 ** 31) return { duration: seconds };
  throw new Problem("invalid-request", "Fix these errors and try again.", {
    errors: [{ path: "body.endTime", message: "is before the start of the session, or too long after it" }],
  });
}

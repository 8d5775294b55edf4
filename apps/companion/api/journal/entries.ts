import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { emotions, fruitOf } from "../../lib/emotions.js";
import { rowOf, rowsOf } from "../answer.js";
import { addDeletion } from "../deletion.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { json, jsonBody, problems } from "../responses.js";
import { instant, moment, storedMoment, text, textIdParameter } from "../shapes.js";
import { arrayOf, holds } from "./search.js";

const writable = z.strictObject({
  title: text(200).nullable().optional(),
  content: text(50_000),
  date: instant.optional().openapi({ description: "the time that the entry is about (default: now)" }),
  emotion: z.enum(emotions).nullable().optional(),
  tags: z.array(text(50)).max(20).optional(),
  isPrivate: z.boolean().optional(),
});

const changes = writable.partial();

const journalEntry = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    content: z.string(),
    date: moment,
    emotion: z.string().nullable(),
    fruit: z.string().nullable(),
    tags: z.array(z.string()),
    isPrivate: z.boolean(),
    createdAt: moment,
    updatedAt: moment,
  })
  .openapi("JournalEntry");

const columns = "id, title, content, date, mood, emotion, fruit, tags, isPrivate, createdAt, updatedAt";

const entryRow = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    content: z.string(),
    date: z.string(),
    mood: z.string().nullable(),
    emotion: z.string().nullable(),
    fruit: z.string().nullable(),
    tags: z.array(z.string()).nullable(),
    isPrivate: z.boolean(),
    createdAt: storedMoment,
    updatedAt: storedMoment,
  })
  .transform(({ mood, emotion, tags, date, ...rest }) => ({
    place: [date, rest.id] as const,
    // Rows older than the column `emotion` have it in `mood`.
    entry: { ...rest, date: storedMoment.parse(date), emotion: emotion ?? mood, tags: tags ?? [] },
  }));

const search = paging.extend({
  tag: text(50).optional().openapi({ description: "only entries with this tag" }),
  text: text(200)
    .optional()
    .openapi({ description: "only entries with this text in their title or content" }),
});

/** Create, read, update, delete and search journal entries. */
export function journalEntries(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The journal, newest first",
      request: { query: search },
      responses: { 200: json(pageShape(journalEntry), "A page of entries."), ...problems },
    }),
    async (context) => {
      const { tag, text: part, ...page } = context.req.valid("query");
      const { database, userId } = context.get("user");
      let found = database.from("JournalEntry").select(columns).eq("userId", userId);
      if (tag !== undefined) found = found.filter("tags", "cs", arrayOf(tag));
      if (part !== undefined) found = found.or(`${holds("title", part)},${holds("content", part)}`);
      const rows = await rowsOf(pageOf(found, { time: "date", id: "id" }, page), entryRow);
      return context.json(toPage(rows, page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Write an entry",
      request: { body: jsonBody(writable) },
      responses: { 201: json(journalEntry, "The entry."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const row = { userId, date: new Date().toISOString(), ...rowFrom(context.req.valid("json")) };
      const { entry } = await rowOf(database.from("JournalEntry").insert(row).select(columns), entryRow);
      return context.json(entry, 201);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{id}",
      summary: "One entry",
      request: { params: textIdParameter },
      responses: { 200: json(journalEntry, "The entry."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const { entry } = await rowOf(database.from("JournalEntry").select(columns).eq("id", id), entryRow);
      return context.json(entry, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "patch",
      path: "/{id}",
      summary: "Change an entry",
      request: { params: textIdParameter, body: jsonBody(changes) },
      responses: { 200: json(journalEntry, "The entry as it is now."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const row = rowFrom(context.req.valid("json"));
      const entries = database.from("JournalEntry");
      const query =
        Object.keys(row).length === 0 ? entries.select(columns) : entries.update(row).select(columns);
      const { entry } = await rowOf(query.eq("id", id), entryRow);
      return context.json(entry, 200);
    },
  );

  addDeletion(routes, { summary: "Delete an entry", table: "JournalEntry", params: textIdParameter });

  return routes;
}

/** The emotion in both its columns, and its fruit. */
function rowFrom({ emotion, ...entry }: z.output<typeof changes>) {
  if (emotion === undefined) return entry;
  return { ...entry, emotion, mood: emotion, fruit: emotion === null ? null : fruitOf(emotion) };
}

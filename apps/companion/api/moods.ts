import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { emotions, fruitOf } from "../lib/emotions.js";
import { everyRowOf, rowOf } from "./answer.js";
import type { Env } from "./environment.js";
import { invalid } from "./invalid.js";
import { json, jsonBody, problems } from "./responses.js";
import { day, moment, storedMoment, text } from "./shapes.js";

const writable = z.strictObject({
  emotion: z.enum(emotions),
  intensity: z.int().min(1).max(10),
  notes: text(5000).nullable().optional(),
});

const mood = z
  .object({
    day,
    // Rows older than the table of emotions can have any value.
    emotion: z.string(),
    intensity: z.int(),
    fruit: z.string(),
    notes: z.string().nullable(),
    createdAt: moment,
    updatedAt: moment,
  })
  .openapi("Mood");

const columns = "date, emotion, intensity, fruit, notes, createdAt, updatedAt";

const moodRow = z
  .object({
    date: z.string(),
    emotion: z.string(),
    intensity: z.number(),
    fruit: z.string(),
    notes: z.string().nullable(),
    createdAt: storedMoment,
    updatedAt: storedMoment,
  })
  .transform(({ date, ...rest }) => ({ day: date.slice(0, 10), ...rest }));

const dayParameter = z.object({ day: day.openapi({ param: { name: "day", in: "path" } }) });

/** Moods, one per day: check in, read, delete. */
export function moods(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The moods between two days",
      request: { query: z.object({ from: day, to: day }) },
      responses: { 200: json(z.array(mood), "The moods, by day."), ...problems },
    }),
    async (context) => {
      const { from, to } = context.req.valid("query");
      const { database, userId } = context.get("user");
      const found = () =>
        database
          .from("DailyMood")
          .select(columns)
          .eq("userId", userId)
          .gte("date", from)
          .lte("date", to)
          .order("date")
          .order("id");
      return context.json(await everyRowOf(found, moodRow), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "put",
      path: "/{day}",
      summary: "Check in the mood of a day",
      description: "One mood per day: a second check-in replaces the first. The emotion decides the fruit.",
      request: { params: dayParameter, body: jsonBody(writable) },
      responses: { 200: json(mood, "The mood of that day."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const { notes = null, ...checkedIn } = context.req.valid("json");
      const date = context.req.valid("param").day;
      const row = { userId, date, ...checkedIn, notes, fruit: fruitOf(checkedIn.emotion) };
      const written = database.from("DailyMood").upsert(row, { onConflict: "userId,date" }).select(columns);
      return context.json(await rowOf(written, moodRow), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{day}",
      summary: "The mood of a day",
      request: { params: dayParameter },
      responses: { 200: json(mood, "The mood."), ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const date = context.req.valid("param").day;
      const found = database.from("DailyMood").select(columns).eq("userId", userId).eq("date", date);
      return context.json(await rowOf(found, moodRow), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "delete",
      path: "/{day}",
      summary: "Delete the mood of a day",
      request: { params: dayParameter },
      responses: { 204: { description: "It was deleted." }, ...problems },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const date = context.req.valid("param").day;
      const gone = database.from("DailyMood").delete().eq("userId", userId).eq("date", date).select(columns);
      await rowOf(gone, moodRow);
      return context.body(null, 204);
    },
  );

  return routes;
}

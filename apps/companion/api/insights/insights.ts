import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { rowOf, rowsOf, rowUnlessConflict } from "../answer.js";
import { addDeletion } from "../deletion.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { pageOf, pageShape, paging, toPage } from "../pages.js";
import { Problem } from "../problem.js";
import { json, problems } from "../responses.js";
import { idParameter, moment, storedMoment } from "../shapes.js";
import { narrate } from "./narrative.js";
import { readSources } from "./sources.js";
import { findingsOf, lastSevenDays, mondayBefore } from "./week.js";

const insight = z
  .object({
    id: z.uuid(),
    from: moment,
    to: moment.openapi({ description: "the end of the week (exclusive)" }),
    dominantEmotions: z.array(z.string()),
    recurringThemes: z
      .array(z.string())
      .openapi({ description: "tags and topics that occur at least twice" }),
    moodTrend: z
      .enum(["rising", "declining", "stable"])
      .nullable()
      .openapi({ description: "null if the week has fewer than three moods" }),
    resilience: z.enum(["improving", "stable", "strained"]).nullable().openapi({
      description: "compared with the week before; null if either week has fewer than three moods",
    }),
    narrative: z.string(),
    createdAt: moment,
  })
  .openapi("Insight");

const columns =
  "id, time_range_start, time_range_end, dominant_emotions, recurring_themes, mood_trend, resilience_delta, narrative, created_at";

const insightRow = z
  .object({
    id: z.string(),
    time_range_start: storedMoment,
    time_range_end: storedMoment,
    dominant_emotions: z.array(z.string()),
    recurring_themes: z.array(z.string()),
    mood_trend: insight.shape.moodTrend,
    resilience_delta: insight.shape.resilience,
    narrative: z.string(),
    created_at: z.string(),
  })
  .transform((row) => ({
    place: [row.created_at, row.id] as const,
    entry: {
      id: row.id,
      from: row.time_range_start,
      to: row.time_range_end,
      dominantEmotions: row.dominant_emotions,
      recurringThemes: row.recurring_themes,
      moodTrend: row.mood_trend,
      resilience: row.resilience_delta,
      narrative: row.narrative,
      createdAt: storedMoment.parse(row.created_at),
    },
  }));

/** Weekly insights: each is written once and never changed. */
export function insights(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });

  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "The insights, newest first",
      request: { query: paging },
      responses: { 200: json(pageShape(insight), "A page of insights."), ...problems },
    }),
    async (context) => {
      const page = context.req.valid("query");
      const { database, userId } = context.get("user");
      const found = database.from("InsightRun").select(columns).eq("user_id", userId);
      const rows = await rowsOf(pageOf(found, { time: "created_at", id: "id" }, page), insightRow);
      return context.json(toPage(rows, page), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: "/",
      summary: "Make the insight of the last seven days",
      description:
        "The days include today, in UTC. One insight a week: until the next Monday, the existing one is returned.",
      responses: {
        200: json(insight, "The existing insight of this week."),
        201: json(insight, "The new insight."),
        ...problems,
      },
    }),
    async (context) => {
      const { database, userId } = context.get("user");
      const now = Date.now();
      const days = lastSevenDays(now);
      const [start, end, monday] = [days.start, days.end, mondayBefore(now)].map(toMoment);
      const there = () =>
        database
          .from("InsightRun")
          .select(columns)
          .eq("user_id", userId)
          .gt("time_range_end", monday)
          .lte("time_range_end", end)
          .order("time_range_end", { ascending: false })
          .limit(1);
      const [found] = await rowsOf(there(), insightRow);
      if (found !== undefined) return context.json(found.entry, 200);
      const findings = await lookBack(database, userId, days);
      const row = { user_id: userId, time_range_start: start, time_range_end: end, ...findings };
      // Of two requests at the same time one inserts it, and the other reads it.
      const made = await rowUnlessConflict(
        database.from("InsightRun").insert(row).select(columns),
        insightRow,
      );
      if (made !== undefined) return context.json(made.entry, 201);
      return context.json((await rowOf(there(), insightRow)).entry, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: "/{id}",
      summary: "One insight",
      request: { params: idParameter },
      responses: { 200: json(insight, "The insight."), ...problems },
    }),
    async (context) => {
      const { database } = context.get("user");
      const { id } = context.req.valid("param");
      const found = database.from("InsightRun").select(columns).eq("id", id);
      return context.json((await rowOf(found, insightRow)).entry, 200);
    },
  );

  addDeletion(routes, { summary: "Delete an insight", table: "InsightRun", params: idParameter });

  return routes;
}

function toMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

async function lookBack(...of: Parameters<typeof readSources>) {
  const sources = await readSources(...of);
  const { moods, entries, messages } = sources;
  if (moods.length + entries.length + messages.length === 0)
    throw new Problem("not-found", "The last seven days have no mood, journal entry or message.");
  const findings = findingsOf(sources);
  return {
    dominant_emotions: findings.dominantEmotions,
    recurring_themes: findings.recurringThemes,
    mood_trend: findings.moodTrend,
    resilience_delta: findings.resilience,
    narrative: narrate(findings, sources),
    source_metadata: { moods: moods.length, entries: entries.length, messages: messages.length },
  };
}

import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { PostgrestClient } from "@supabase/postgrest-js";
import { everyRowOf } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { json, problems } from "../responses.js";
import { day, moment } from "../shapes.js";
import { calendarEvent, eventColumns, eventRow } from "./events.js";
import { statistics, statisticsOf } from "./statistics.js";
import { dayOf, type MonthInZone, monthInZone, timeZone } from "./zone.js";

const asked = z.object({
  year: z.coerce.number().int().min(1900).max(2200),
  month: z.coerce.number().int().min(1).max(12),
  timeZone: timeZone.default("UTC"),
});

const calendarDay = z
  .object({
    day,
    mood: z.object({ emotion: z.string(), intensity: z.int(), fruit: z.string() }).nullable(),
    events: z.array(calendarEvent),
    journalEntries: z.array(
      z.object({
        id: z.string(),
        date: moment,
        title: z.string().nullable(),
        emotion: z.string().nullable(),
      }),
    ),
    chatSessions: z.array(
      z.object({
        id: z.string(),
        startTime: moment,
        endTime: moment.nullable(),
        summary: z.string().nullable(),
        dominantEmotion: z.string().nullable(),
      }),
    ),
  })
  .openapi("CalendarDay");
type CalendarDay = z.output<typeof calendarDay>;

const calendarMonth = z
  .object({
    year: z.int(),
    month: z.int(),
    timeZone: z.string(),
    days: z.array(calendarDay).openapi({ description: "every day of the month" }),
    statistics,
  })
  .openapi("CalendarMonth");

/**
 * A month: events and moods are of a day, wherever one is; journal entries and chats are of a moment, and shown on the day
 * that it is in the user's time zone.
 */
export function calendarMonths(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "A month, day by day",
      request: { query: asked },
      responses: { 200: json(calendarMonth, "The month, with what it comes to."), ...problems },
    }),
    async (context) => {
      const { year, month, timeZone } = context.req.valid("query");
      const { database, userId } = context.get("caller");
      const inZone = monthInZone(year, month, timeZone);
      const days = merge(inZone, await readMonth(database, userId, inZone));
      return context.json({ year, month, timeZone, days, statistics: statisticsOf(days) }, 200);
    },
  );
  return routes;
}

const moodRow = z.object({
  date: z.string(),
  emotion: z.string(),
  intensity: z.number(),
  fruit: z.string(),
});
const entryRow = z.object({
  id: z.string(),
  date: z.string(),
  title: z.string().nullable(),
  mood: z.string().nullable(),
  emotion: z.string().nullable(),
});
const sessionRow = z.object({
  sessionId: z.string(),
  startTime: z.string(),
  endTime: z.string().nullable(),
  summary: z.string().nullable(),
  dominantEmotion: z.string().nullable(),
});

/** Four reads side by side, each by its owner first, so that an index serves it. */
async function readMonth(database: PostgrestClient, userId: string, { days, begins }: MonthInZone) {
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const [from, to] = [toMoment(begins[0] ?? 0), toMoment(begins.at(-1) ?? 0)];
  const [events, moods, entries, sessions] = await Promise.all([
    everyRowOf(
      () =>
        database
          .from("calendar_events")
          .select(eventColumns)
          .eq("user_id", userId)
          .gte("date", first)
          .lte("date", last)
          .order("date")
          .order("id"),
      eventRow,
    ),
    everyRowOf(
      () =>
        database
          .from("DailyMood")
          .select("date, emotion, intensity, fruit")
          .eq("userId", userId)
          .gte("date", first)
          .lte("date", last)
          .order("date"),
      moodRow,
    ),
    everyRowOf(
      () =>
        database
          .from("JournalEntry")
          .select("id, date, title, mood, emotion")
          .eq("userId", userId)
          .gte("date", from)
          .lt("date", to)
          .order("date")
          .order("id"),
      entryRow,
    ),
    everyRowOf(
      () =>
        database
          .from("ChatSession")
          .select("sessionId, startTime, endTime, summary, dominantEmotion")
          .eq("userId", userId)
          .gte("startTime", from)
          .lt("startTime", to)
          .order("startTime")
          .order("id"),
      sessionRow,
    ),
  ]);
  return { events, moods, entries, sessions };
}

function merge(month: MonthInZone, rows: Awaited<ReturnType<typeof readMonth>>): CalendarDay[] {
  const days: CalendarDay[] = month.days.map((day) => ({
    day,
    mood: null,
    events: [],
    journalEntries: [],
    chatSessions: [],
  }));
  const onDay = (date: string) => days[Number(date.slice(8, 10)) - 1];
  const atMoment = (time: number) => days[dayOf(month, time) ?? -1];
  for (const event of rows.events) onDay(event.date)?.events.push(event);
  for (const { date, ...mood } of rows.moods) {
    const day = onDay(date);
    if (day !== undefined) day.mood = mood;
  }
  for (const { date, mood, emotion, ...entry } of rows.entries) {
    const time = inUtc(date);
    atMoment(time)?.journalEntries.push({ ...entry, date: toMoment(time), emotion: emotion ?? mood });
  }
  for (const { sessionId: id, startTime, endTime, ...session } of rows.sessions) {
    const time = inUtc(startTime);
    const ended = endTime === null ? null : toMoment(inUtc(endTime));
    atMoment(time)?.chatSessions.push({ id, ...session, startTime: toMoment(time), endTime: ended });
  }
  return days;
}

/** Prisma's tables keep moments in UTC and do not say so. */
function inUtc(stored: string): number {
  return Date.parse(`${stored}Z`);
}

function toMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

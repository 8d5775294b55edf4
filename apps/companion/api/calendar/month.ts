import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { PostgrestClient } from "@supabase/postgrest-js";
import { resultOf } from "../answer.js";
import type { Env } from "../environment.js";
import { invalid } from "../invalid.js";
import { json, problems } from "../responses.js";
import { day, moment } from "../shapes.js";
import { calendarEvent, eventRow } from "./events.js";
import { statistics, statisticsOf } from "./statistics.js";
import { dayOf, type MonthInZone, monthInZone, timeZone } from "./zone.js";

const monthQuery = z.object({
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
 * A month. Events and moods have a day, without a time zone. Journal entries and chats have a time, and appear on its day in the
 * user's time zone.
 */
export function calendarMonths(): OpenAPIHono<Env> {
  const routes = new OpenAPIHono<Env>({ defaultHook: invalid });
  routes.openapi(
    createRoute({
      method: "get",
      path: "/",
      summary: "A month, day by day",
      request: { query: monthQuery },
      responses: { 200: json(calendarMonth, "The month, with its statistics."), ...problems },
    }),
    async (context) => {
      const { year, month, timeZone } = context.req.valid("query");
      const { database } = context.get("user");
      const inZone = monthInZone(year, month, timeZone);
      const days = merge(inZone, await readMonth(database, inZone));
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

const monthOfRows = z.object({
  events: z.array(eventRow),
  moods: z.array(moodRow),
  entries: z.array(entryRow),
  sessions: z.array(sessionRow),
});

/** One statement: a consistent result, and one request. */
function readMonth(database: PostgrestClient, { days, begins }: MonthInZone) {
  return resultOf(
    database.rpc("companion_month", {
      first_day: days[0],
      last_day: days.at(-1),
      begins: toMoment(begins[0] ?? 0),
      ends: toMoment(begins.at(-1) ?? 0),
    }),
    monthOfRows,
  );
}

function merge(month: MonthInZone, rows: z.output<typeof monthOfRows>): CalendarDay[] {
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

/** Prisma's tables store times in UTC, without an offset. */
function inUtc(stored: string): number {
  return Date.parse(`${stored}Z`);
}

function toMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

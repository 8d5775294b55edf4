import type { PostgrestClient } from "@supabase/postgrest-js";
import { z } from "zod";
import { everyRowOf } from "../answer.js";
import type { Sources, Week } from "./week.js";

const moodRow = z
  .object({ date: z.string(), emotion: z.string(), intensity: z.number() })
  .transform(({ date, ...rest }) => ({ ...rest, date: Date.parse(`${date}Z`) }));

const list = z
  .array(z.string())
  .nullable()
  .transform((texts) => texts ?? []);

const entryRow = z
  .object({ mood: z.string().nullable(), emotion: z.string().nullable(), tags: list })
  .transform(({ mood, emotion, tags }) => ({ emotion: emotion ?? mood, tags }));

const messageRow = z.object({ emotion: z.string().nullable(), topics: list });

/** Reads a user's moods, entries and messages of a week, and their moods of the week before. */
export async function readSources(
  database: PostgrestClient,
  userId: string,
  { start, end }: Week,
): Promise<Sources> {
  const [from, to, before] = [start, end, 2 * start - end].map((time) => new Date(time).toISOString());
  const [moods, entries, messages] = await Promise.all([
    everyRowOf(
      () =>
        database
          .from("DailyMood")
          .select("date, emotion, intensity")
          .eq("userId", userId)
          .gte("date", before)
          .lt("date", to)
          .order("date"),
      moodRow,
    ),
    everyRowOf(
      () =>
        database
          .from("JournalEntry")
          .select("mood, emotion, tags")
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
          .from("ChatMessage")
          .select("emotion, topics")
          .eq("userId", userId)
          .eq("role", "user")
          .gte("timestamp", from)
          .lt("timestamp", to)
          .order("timestamp")
          .order("id"),
      messageRow,
    ),
  ]);
  return {
    moods: moods.filter((mood) => mood.date >= start),
    moodsBefore: moods.filter((mood) => mood.date < start),
    entries,
    messages,
  };
}

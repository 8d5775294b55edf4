import { z } from "@hono/zod-openapi";

export const statistics = z
  .object({
    events: z.int(),
    journalEntries: z.int(),
    chatSessions: z.int(),
    daysWithMood: z.int(),
    averageIntensity: z
      .number()
      .nullable()
      .openapi({ description: "of the month's moods, to one decimal; null where there is none" }),
    dominantEmotion: z.string().nullable().openapi({
      description: "the one checked in most often; of several, the one with the greater intensity in all",
    }),
    emotions: z
      .record(z.string(), z.int())
      .openapi({ description: "how often each was checked in, those that were" }),
    longestStreak: z.int().openapi({ description: "days one after another with a mood, within the month" }),
  })
  .openapi("CalendarStatistics");

interface Day {
  readonly mood: { readonly emotion: string; readonly intensity: number } | null;
  readonly events: readonly unknown[];
  readonly journalEntries: readonly unknown[];
  readonly chatSessions: readonly unknown[];
}

/** What the days of a month come to. */
export function statisticsOf(days: readonly Day[]): z.output<typeof statistics> {
  const moods = days.flatMap(({ mood }) => (mood === null ? [] : [mood]));
  const count = (list: (day: Day) => readonly unknown[]) =>
    days.reduce((sum, day) => sum + list(day).length, 0);
  const intensity = moods.reduce((sum, mood) => sum + mood.intensity, 0);
  const by = byEmotion(moods);
  return {
    events: count((day) => day.events),
    journalEntries: count((day) => day.journalEntries),
    chatSessions: count((day) => day.chatSessions),
    daysWithMood: moods.length,
    averageIntensity: moods.length === 0 ? null : Math.round((10 * intensity) / moods.length) / 10,
    dominantEmotion: by[0]?.emotion ?? null,
    emotions: Object.fromEntries(by.map(({ emotion, times }) => [emotion, times])),
    longestStreak: longestStreak(days),
  };
}

/** Most often first; of the same, the more intense, then by name, so that the same month always says the same. */
function byEmotion(moods: readonly { readonly emotion: string; readonly intensity: number }[]) {
  const found = new Map<string, { emotion: string; times: number; intensity: number }>();
  for (const { emotion, intensity } of moods) {
    const { times = 0, intensity: before = 0 } = found.get(emotion) ?? {};
    found.set(emotion, { emotion, times: times + 1, intensity: before + intensity });
  }
  return [...found.values()].toSorted(
    (one, two) =>
      two.times - one.times || two.intensity - one.intensity || (one.emotion < two.emotion ? -1 : 1),
  );
}

function longestStreak(days: readonly Day[]): number {
  let longest = 0;
  let current = 0;
  for (const { mood } of days) {
    current = mood === null ? 0 : current + 1;
    longest = Math.max(longest, current);
  }
  return longest;
}

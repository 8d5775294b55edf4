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
      .openapi({ description: "the average of the month's moods, to one decimal; null if there is none" }),
    dominantEmotion: z.string().nullable().openapi({
      description: "the most frequent emotion; in a tie, the one with the higher total intensity",
    }),
    emotions: z.record(z.string(), z.int()).openapi({ description: "how often each emotion was checked in" }),
    longestStreak: z.int().openapi({ description: "the longest run of days with a mood in the month" }),
  })
  .openapi("CalendarStatistics");

interface Day {
  readonly mood: { readonly emotion: string; readonly intensity: number } | null;
  readonly events: readonly unknown[];
  readonly journalEntries: readonly unknown[];
  readonly chatSessions: readonly unknown[];
}

/** The statistics of a month. */
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

/** The most frequent first, then the more intense, then by name: the order is the same for the same month. */
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

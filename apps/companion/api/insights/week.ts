import { toneOf } from "../../lib/emotions.js";

const dayLength = 24 * 60 * 60 * 1000;
const weekLength = 7 * dayLength;

/** Seven days, from midnight to midnight in UTC; milliseconds since the epoch. */
export interface Week {
  readonly start: number;
  /** The end (exclusive). */
  readonly end: number;
}

/** The last seven days, today included. */
export function lastSevenDays(now: number): Week {
  const end = now - (now % dayLength) + dayLength;
  return { start: end - weekLength, end };
}

/** The last Monday, when the calendar week began. There is one insight per calendar week. */
export function mondayBefore(now: number): number {
  // The epoch was a Thursday, three days after a Monday.
  return now - ((now + 3 * dayLength) % weekLength);
}

/** The data of a week, and the moods of the week before. */
export interface Sources {
  readonly moods: readonly Mood[];
  readonly moodsBefore: readonly Mood[];
  readonly entries: readonly { readonly emotion: string | null; readonly tags: readonly string[] }[];
  readonly messages: readonly { readonly emotion: string | null; readonly topics: readonly string[] }[];
}

interface Mood {
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly emotion: string;
  readonly intensity: number;
}

/** The statistics of a week. */
export interface Findings {
  readonly dominantEmotions: string[];
  readonly recurringThemes: string[];
  readonly moodTrend: "rising" | "declining" | "stable" | null;
  readonly resilience: "improving" | "stable" | "strained" | null;
}

/** The most frequent emotions and themes, the trend of the moods, and their comparison with the week before. */
export function findingsOf({ moods, moodsBefore, entries, messages }: Sources): Findings {
  const felt = [...moods, ...entries, ...messages].flatMap(({ emotion }) => emotion ?? []);
  const themes = [
    ...entries.flatMap(({ tags }) => [...new Set(tags)]),
    ...messages.flatMap(({ topics }) => [...new Set(topics)]),
  ];
  return {
    dominantEmotions: mostOften(felt, 1).slice(0, 3),
    recurringThemes: mostOften(themes, 2).slice(0, 5),
    moodTrend: trendOf(moods),
    resilience: resilienceOf(moods, moodsBefore),
  };
}

/** The values that occur at least `least` times, the most frequent first, then by name. */
function mostOften(list: readonly string[], least: number): string[] {
  const times = new Map<string, number>();
  for (const one of list) times.set(one, (times.get(one) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count >= least)
    .toSorted(([one, ones], [two, twos]) => twos - ones || (one < two ? -1 : 1))
    .map(([one]) => one);
}

/** The slope of a linear regression through the moods, each from -10 to 10; a change of 2 in a week is more than noise. */
function trendOf(moods: readonly Mood[]): Findings["moodTrend"] {
  if (moods.length < 3) return null;
  const days = moods.map(({ date }) => date / dayLength);
  const scores = moods.map(scoreOf);
  const [day, score] = [mean(days), mean(scores)];
  const together = days.reduce((sum, at, index) => sum + (at - day) * ((scores[index] ?? 0) - score), 0);
  const spread = days.reduce((sum, at) => sum + (at - day) ** 2, 0);
  const change = (6 * together) / spread;
  if (change >= 2) return "rising";
  return change <= -2 ? "declining" : "stable";
}

/** Compares the share of heavy moods with the week before; a change of a fifth is more than noise. */
function resilienceOf(now: readonly Mood[], before: readonly Mood[]): Findings["resilience"] {
  if (now.length < 3 || before.length < 3) return null;
  const lighter = heavyShare(before) - heavyShare(now);
  if (lighter >= 0.2) return "improving";
  return lighter <= -0.2 ? "strained" : "stable";
}

function heavyShare(moods: readonly Mood[]): number {
  const heavy = moods.filter((mood) => scoreOf(mood) < 0).reduce((sum, mood) => sum + mood.intensity, 0);
  return heavy / moods.reduce((sum, mood) => sum + mood.intensity, 0);
}

function scoreOf({ emotion, intensity }: Mood): number {
  return toneOf(emotion) * intensity;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

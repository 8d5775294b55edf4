/** What a mood is: its fruit, and whether it weighs on a day (-1), lifts it (1) or neither (0). */
interface Emotion {
  readonly fruit: string;
  readonly tone: -1 | 0 | 1;
}

const known = {
  joy: { fruit: "mango", tone: 1 },
  calm: { fruit: "pear", tone: 1 },
  gratitude: { fruit: "peach", tone: 1 },
  hope: { fruit: "apricot", tone: 1 },
  tired: { fruit: "plum", tone: 0 },
  anxiety: { fruit: "lemon", tone: -1 },
  sadness: { fruit: "blueberry", tone: -1 },
  anger: { fruit: "pomegranate", tone: -1 },
} as const satisfies Record<string, Emotion>;

/** An emotion that can be checked in. */
export type EmotionName = keyof typeof known;

/** The emotions that can be checked in. */
export const emotions = [
  "joy",
  "calm",
  "gratitude",
  "hope",
  "tired",
  "anxiety",
  "sadness",
  "anger",
] as const satisfies readonly EmotionName[];

/** The fruit that stands for an emotion. */
export function fruitOf(emotion: EmotionName): string {
  return known[emotion].fruit;
}

/** How an emotion weighs: rows from before the table can name one that it does not hold, and that counts as neither. */
export function toneOf(emotion: string): -1 | 0 | 1 {
  return Object.hasOwn(known, emotion) ? known[emotion as EmotionName].tone : 0;
}

/** The emotions, each with its fruit and its tone: heavy (-1), light (1) or neutral (0). */
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

/** An emotion for a check-in. */
export type EmotionName = keyof typeof known;

/** The emotions for a check-in. */
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

/** The fruit of an emotion. */
export function fruitOf(emotion: EmotionName): string {
  return known[emotion].fruit;
}

/** The tone of an emotion. Old rows can have an unknown emotion, which is neutral. */
export function toneOf(emotion: string): -1 | 0 | 1 {
  return Object.hasOwn(known, emotion) ? known[emotion as EmotionName].tone : 0;
}

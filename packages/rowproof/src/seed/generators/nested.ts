import { canary, partOf, type Seed, wholeNumber } from "../seed.js";
import type { Shape } from "../shape.js";
import type { Generator, Generators, Made } from "./generator.js";

/** Generators for values that are made of others; `inner` gives those of the parts. */
type Nested = (made: Made, inner: (made: Made) => readonly Generator[]) => readonly Generator[];

/** Arrays of one element, then of as many as the checks name, then none. */
export const arrayGenerators: Nested = (made, inner) => {
  const [element] = inner({ ...made, shape: made.shape.element ?? made.shape });
  const { labels, texts, numbers } = made.clues;
  const filled =
    (length: number, generator: Generator | undefined): Generator =>
    (seed) =>
      arrayText(Array.from({ length }, (_, index) => generator?.(partOf(seed, String(index))) ?? null));
  const lengths = [1, ...numbers.filter((one) => Number.isInteger(one) && one > 0 && one < 50), 2, 3];
  const ofClues = [...labels, ...texts].map(
    (text): Generator =>
      () =>
        arrayText([text]),
  );
  const several = lengths.map(
    (length): Generator =>
      () =>
        arrayText(texts.slice(0, length)),
  );
  return [
    ...(labels.length > 0 ? ofClues : []),
    ...lengths.map((length) => filled(length, element)),
    ...ofClues,
    ...(texts.length > 1 ? several : []),
    () => "{}",
  ];
};

function arrayText(elements: readonly (string | null)[]): string {
  return `{${elements.map((one) => (one === null ? "NULL" : quoted(one))).join(",")}}`;
}

/** A row of the first values of its attributes. */
export const compositeGenerators: Nested = (made, inner) => [
  (seed) =>
    `(${made.shape.attributes.map((shape, index) => attribute(shape, index, made, inner, seed)).join(",")})`,
];

function attribute(
  shape: Shape,
  index: number,
  made: Made,
  inner: (made: Made) => readonly Generator[],
  seed: Seed,
): string {
  const [generator] = inner({ ...made, name: "", shape });
  const text = generator?.(partOf(seed, String(index)));
  return typeof text === "string" ? quoted(text) : "";
}

/** Ranges that do not overlap, as far as numbers go. */
export const rangeGenerators: Nested = (made) => {
  const range = (seed: Seed) => rangeText(made.shape.element?.name ?? "", seed);
  return made.shape.fact?.kind === "multirange" ? [(seed) => `{${range(seed)}}`, () => "{}"] : [range];
};

function rangeText(element: string, seed: Seed): string {
  if (element === "date" || element.startsWith("timestamp")) {
    const start = seed.today - wholeNumber(seed, 1, 30_000) * 3_600_000 * (element === "date" ? 24 : 1);
    const end = start + (element === "date" ? 86_400_000 : 1_800_000);
    return `[${moment(start, element)},${moment(end, element)})`;
  }
  const low = wholeNumber(seed, 100_000, 99_999_999) * 10;
  return `[${low},${low + 5})`;
}

function moment(at: number, element: string): string {
  const text = new Date(at).toISOString();
  return element === "date" ? text.slice(0, 10) : quoted(text.replace("T", " ").replace(/\.\d+Z$/, "+00"));
}

function quoted(text: string): string {
  return `"${text.replaceAll(/(["\\])/g, "\\$1")}"`;
}

/** Documents that hold a canary, with the keys that the checks name. */
export const jsonGenerators: Generators = ({ clues }) => {
  const keys = clues.texts.filter((text) => /^\w+$/.test(text));
  const object = (seed: Seed) => ({ canary: canary(seed) });
  const withKeys = (value: (seed: Seed) => unknown) => (seed: Seed) => ({
    ...object(seed),
    ...Object.fromEntries(keys.map((key) => [key, value(seed)])),
  });
  const documents: readonly ((seed: Seed) => unknown)[] = [
    object,
    withKeys(canary),
    (seed) => [canary(seed)],
    withKeys(() => 1),
    withKeys(() => []),
    withKeys(() => ({})),
    withKeys(() => true),
    (seed) => [object(seed)],
    canary,
    () => ({}),
    () => [],
    () => 1,
    () => true,
  ];
  return documents.map(
    (document): Generator =>
      (seed) =>
        JSON.stringify(document(seed)),
  );
};

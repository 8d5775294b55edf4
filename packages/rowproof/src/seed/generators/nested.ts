import { canary, partOf, type ValueSeed, wholeNumber } from "../value-seed.js";
import type { ColumnGenerator, GeneratorFactory, GeneratorInput } from "./generator.js";

/** Makes generators for values that contain others; `inner` makes the generators of the parts. */
type NestedGeneratorFactory = (
  input: GeneratorInput,
  inner: (input: GeneratorInput) => readonly ColumnGenerator[],
) => readonly ColumnGenerator[];

/** Arrays of one element, then of the lengths that the checks name, then empty ones. */
export const arrayGenerators: NestedGeneratorFactory = (input, inner) => {
  const [element] = inner({ ...input, shape: input.shape.element ?? input.shape });
  const { labels, texts, numbers } = input.hints;
  const filled =
    (length: number, generator: ColumnGenerator | undefined): ColumnGenerator =>
    (seed) =>
      arrayText(Array.from({ length }, (_, index) => generator?.(partOf(seed, String(index))) ?? null));
  const lengths = [1, ...numbers.filter((one) => Number.isInteger(one) && one > 0 && one < 50), 2, 3];
  const ofClues = [...labels, ...texts].map(
    (text): ColumnGenerator =>
      () =>
        arrayText([text]),
  );
  const several = lengths.map(
    (length): ColumnGenerator =>
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

/** A row with the first generated value of each attribute. */
export const compositeGenerators: NestedGeneratorFactory = (input, inner) => [
  (seed) => {
    const attributes = input.shape.attributes.map((shape, index) => {
      const [generator] = inner({ ...input, name: "", shape });
      const text = generator?.(partOf(seed, String(index)));
      return typeof text === "string" ? quoted(text) : "";
    });
    return `(${attributes.join(",")})`;
  },
];

/** Ranges that do not overlap, as far as there are enough numbers. */
export const rangeGenerators: NestedGeneratorFactory = (input) => {
  const range = (seed: ValueSeed) => rangeText(input.shape.element?.name ?? "", seed);
  return input.shape.structure?.kind === "multirange" ? [(seed) => `{${range(seed)}}`, () => "{}"] : [range];
};

function rangeText(element: string, seed: ValueSeed): string {
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

/** Documents that contain a canary, with the keys that the checks name. */
export const jsonGenerators: GeneratorFactory = ({ hints }) => {
  const keys = hints.texts.filter((text) => /^\w+$/.test(text));
  const object = (seed: ValueSeed) => ({ canary: canary(seed) });
  const withKeys = (value: (seed: ValueSeed) => unknown) => (seed: ValueSeed) => ({
    ...object(seed),
    ...Object.fromEntries(keys.map((key) => [key, value(seed)])),
  });
  const documents: readonly ((seed: ValueSeed) => unknown)[] = [
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
    (document): ColumnGenerator =>
      (seed) =>
        JSON.stringify(document(seed)),
  );
};

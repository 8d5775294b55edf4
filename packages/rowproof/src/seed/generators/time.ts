import { type ValueSeed, wholeNumber } from "../value-seed.js";
import type { ColumnGenerator, GeneratorFactory, GeneratorInput } from "./generator.js";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Makes a time, in milliseconds since 1970. */
type MomentGenerator = (seed: ValueSeed) => number;

/** Times near now. They are in the future if the column's name means an end. */
export const timeGenerators: GeneratorFactory = (input) => {
  const moments: readonly MomentGenerator[] = isEnd(input.name)
    ? [later, slotEnd, earlier]
    : [earlier, slotStart, later];
  const near = input.hints.texts.flatMap(aroundDate);
  const all = [...moments, scattered, ...near];
  return all.map((moment): ColumnGenerator => {
    const generator = (seed: ValueSeed) => printed(input, moment(seed));
    return moment === slotStart || moment === slotEnd
      ? Object.assign(generator, { slot: true as const })
      : generator;
  });
};

/** Times of day that differ by seconds, as far as possible. */
export const clockGenerators: GeneratorFactory = ({ name, hints }) => {
  const [low, high]: readonly [number, number] = isEnd(name) ? [13, 22] : [1, 11];
  const clock: ColumnGenerator = (seed) =>
    `${two(wholeNumber(seed, low, high))}:${two(wholeNumber(seed, 0, 59))}:${two(seed.number)}`;
  return [
    clock,
    ...hints.texts.map(
      (text): ColumnGenerator =>
        () =>
          text,
    ),
  ];
};

function isEnd(name: string): boolean {
  return /(^|_)(ends?|until|to|expir\w*|due|deadline|finish\w*|valid_to|closes?|stop\w*|upper)(_|$)/.test(
    name,
  );
}

function earlier(seed: ValueSeed): number {
  return seed.today - spread(seed) - wholeNumber(seed, 1, 600) * minute;
}

function later(seed: ValueSeed): number {
  return seed.today + 30 * day + spread(seed) + wholeNumber(seed, 1, 600) * minute;
}

/** Another day for each row, so that a unique date is unique. */
function spread({ number, round }: ValueSeed): number {
  return (number + 3 * round) * day;
}

/** Half an hour that no other row has, whatever the column is called: for spans that must not overlap. */
function slotStart(seed: ValueSeed): number {
  return seed.today - wholeNumber({ ...seed, column: "" }, 1, 20_000) * hour;
}

function slotEnd(seed: ValueSeed): number {
  return slotStart(seed) + 30 * minute;
}

function scattered(seed: ValueSeed): number {
  return seed.today - wholeNumber(seed, 0, 3_000) * day;
}

function aroundDate(text: string): readonly MomentGenerator[] {
  const at = Date.parse(text.replace(" ", "T").replace(/(:[\d.]+[+-]\d\d)$/, "$1:00"));
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at)) return [];
  const within: MomentGenerator = (seed) =>
    at + wholeNumber(seed, 0, 20) * day + wholeNumber(seed, 0, 999) * minute;
  return [within, () => at, () => at + day, () => at - day];
}

function printed({ shape }: GeneratorInput, moment: number): string {
  const text = new Date(moment).toISOString();
  if (shape.name === "date") return text.slice(0, 10);
  return shape.name === "timestamp with time zone"
    ? text.replace("T", " ").replace(/\.\d+Z$/, "+00")
    : text.replace("T", " ").replace(/\.\d+Z$/, "");
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

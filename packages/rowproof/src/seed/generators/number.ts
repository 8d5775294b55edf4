import { type ValueSeed, wholeNumber } from "../value-seed.js";
import type { ColumnGenerator, GeneratorFactory, GeneratorInput } from "./generator.js";

/** Unique whole numbers, of seven to nine digits if the type allows. */
export const integerGenerators: GeneratorFactory = (input) => {
  const high = input.shape.name === "smallint" ? 32_000 : 999_999_999;
  const low = input.shape.name === "smallint" ? 1_000 : 1_000_000;
  return [...bounded(input, 1), (seed) => String(wholeNumber(seed, low, high)), ...around(input, 1)];
};

/** Numbers with a fraction, within their precision. */
export const decimalGenerators: GeneratorFactory = (input) => {
  const { whole, fraction } = digitsOf(input);
  const high = 10 ** Math.min(whole, 8) - 1;
  const scaled = (seed: ValueSeed) =>
    whole <= 0
      ? (wholeNumber(seed, 1, 10 ** fraction - 1) / 10 ** fraction).toFixed(fraction)
      : `${wholeNumber(seed, Math.floor(high / 10), high)}${fraction > 0 ? ".5" : ""}`;
  return [...bounded(input, fraction > 0 ? 0.5 : 1), scaled, ...around(input, fraction > 0 ? 0.5 : 1)];
};

function digitsOf({ shape }: GeneratorInput): { readonly whole: number; readonly fraction: number } {
  const [precision, scale = 0] = shape.modifier;
  if (precision !== undefined) return { whole: precision - scale, fraction: Math.max(0, scale) };
  return { whole: shape.name === "real" ? 5 : 8, fraction: 1 };
}

/** Numbers between the smallest and the largest number of the checks, if these look like bounds. */
function bounded({ hints }: GeneratorInput, step: number): readonly ColumnGenerator[] {
  const [low, high] = [hints.numbers[0], hints.numbers.at(-1)];
  if (low === undefined || high === undefined || high - low < 1) return [];
  const steps = Math.floor((high - low) / step);
  return [(seed) => String(low + wholeNumber(seed, 0, Math.min(steps, 1e9)) * step)];
}

/** The numbers of the checks, the numbers next to and between them, and small numbers. */
function around({ hints }: GeneratorInput, step: number): readonly ColumnGenerator[] {
  const near = hints.numbers.flatMap((one, index) => {
    const next = hints.numbers[index + 1];
    return [one, one + step, one - step, ...(next === undefined ? [] : [Math.trunc((one + next) / 2)])];
  });
  const fixed = [...new Set([...near, 1, 0, 2, 10, 50, 100, -1, 0.5])].filter(
    (one) => step < 1 || Number.isInteger(one),
  );
  return [
    (seed) => String(wholeNumber(seed, 1, 9)),
    ...fixed.map(
      (one): ColumnGenerator =>
        () =>
          String(one),
    ),
  ];
}

import { matchingText } from "../pattern-text.js";
import { canary, characters, partOf, uuid, type ValueSeed, wholeNumber } from "../value-seed.js";
import type { ColumnGenerator, GeneratorFactory } from "./generator.js";

/** Texts: a canary, or a text in a form that checks often require, no longer than the type allows. */
export const textGenerators: GeneratorFactory = ({ name, shape, hints }) => {
  const limit = shape.modifier[0] ?? Number.POSITIVE_INFINITY;
  const firstChoice = /(^|_)e?mail(_address)?$/.test(name) ? [emailOfPerson, canary] : [canary];
  const { patterns, numbers, texts } = hints;
  const generators = [
    ...patterns.map(
      (pattern): ColumnGenerator =>
        (seed) =>
          matchingText(pattern, seed),
    ),
    ...firstChoice,
    ...numbers.filter((number) => number >= 0 && number < 10_000).flatMap(ofLengthAround),
    ...forms,
    ...texts.flatMap((text) => aroundText(text)),
  ];
  return generators.map((generator) => (seed) => fitted(generator(seed), limit, seed));
};

/** Replaces a text that is too long. A canary is not cut off, because the beginnings of canaries are alike. */
function fitted(text: string | null | undefined, limit: number, seed: ValueSeed): string | null | undefined {
  if (typeof text !== "string" || text.length <= limit) return text;
  return text === canary(seed) ? characters(seed, limit, "abcdefghijklmnopqrstuvwxyz") : text.slice(0, limit);
}

function emailOfPerson(seed: ValueSeed): string {
  return seed.number === 0 && seed.round === 0 ? seed.email : email(seed);
}

function email(seed: ValueSeed): string {
  return `${canary(seed)}@rowproof.test`;
}

function ofLengthAround(length: number): readonly ColumnGenerator[] {
  return [length, length - 1, length + 1]
    .filter((one) => one > 0)
    .flatMap((one): readonly ColumnGenerator[] => [
      (seed) => `${canary(seed)}${"x".repeat(one)}`.slice(0, one),
      (seed) => characters(seed, one, capitals),
      (seed) => characters(seed, one, digits),
    ]);
}

function aroundText(text: string): readonly ColumnGenerator[] {
  return [() => text, (seed) => `${text}${canary(seed)}`, (seed) => `${canary(seed)}${text}`];
}

const digits = "0123456789";
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The forms that checks require most often. */
const forms: readonly ColumnGenerator[] = [
  email,
  (seed) => `https://rowproof.test/${canary(seed)}`,
  (seed) => canary(seed).toUpperCase(),
  (seed) => characters(seed, 8, capitals),
  (seed) => uuid(seed),
  (seed) => String(wholeNumber(seed, 10_000_000, 99_999_999)),
  (seed) => `+1${characters(seed, 10, "23456789")}`,
  (seed) => `#${characters(seed, 6, `${digits}abcdef`)}`,
  (seed) => `/${canary(seed)}`,
  (seed) => canary(seed).replace(/^../, "Rp "),
  (seed) => characters(seed, 2, capitals),
  (seed) => characters(seed, 3, capitals),
  (seed) => new Date(seed.today).toISOString().slice(0, 10),
  (seed) => JSON.stringify({ canary: canary(seed) }),
  (seed) => `${canary(seed)} ${canary(partOf(seed, "more"))} ${"words ".repeat(40)}`.trim(),
  () => "",
];

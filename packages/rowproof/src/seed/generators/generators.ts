import type { Column } from "../../catalog/facts.js";
import { snakeCase } from "../../contract/naming.js";
import type { Clues } from "../clues.js";
import { canary } from "../seed.js";
import type { Shape } from "../shape.js";
import { type Generator, type Generators, inTurn, type Made } from "./generator.js";
import { arrayGenerators, compositeGenerators, jsonGenerators, rangeGenerators } from "./nested.js";
import { decimalGenerators, integerGenerators } from "./number.js";
import { otherGenerators } from "./other.js";
import { textGenerators } from "./text.js";
import { clockGenerators, timeGenerators } from "./time.js";

/** By the last part of a type's name. */
const byName: Readonly<Record<string, Generators>> = {
  ...otherGenerators,
  text: textGenerators,
  "character varying": textGenerators,
  character: textGenerators,
  citext: textGenerators,
  smallint: integerGenerators,
  integer: integerGenerators,
  bigint: integerGenerators,
  numeric: decimalGenerators,
  real: decimalGenerators,
  "double precision": decimalGenerators,
  date: timeGenerators,
  "timestamp without time zone": timeGenerators,
  "timestamp with time zone": timeGenerators,
  "time without time zone": clockGenerators,
  "time with time zone": clockGenerators,
  json: jsonGenerators,
  jsonb: jsonGenerators,
};

/** Every generator of a column's values, the likeliest first: its labels, its default where that says more, one by its type, null. */
export function generatorsOf(column: Column, shape: Shape, clues: Clues): readonly Generator[] {
  const made = { name: snakeCase(column.name), shape, clues };
  const own = valueGenerators(made);
  const always = isNumbered(column) ? [byDefault] : [];
  const usual = usualDefault(column, made, own[0]);
  const nothing = column.notNull ? [] : [empty];
  const last = column.default === null && column.identity === null ? [] : [byDefault];
  const all = [...always, ...usual, ...sometimesNull(column, made, own[0]), ...own, ...nothing, ...last];
  return all.length > 0 ? all : [canary];
}

const byDefault: Generator = () => undefined;
/** SQL's null. */
export const empty: Generator = () => null;

/** The generators of a type, without a thought of null and default. */
function valueGenerators(made: Made): readonly Generator[] {
  const { shape, clues } = made;
  const labels = shape.fact?.kind === "enum" ? shape.fact.labels : clues.labels;
  const isArray = shape.type.endsWith("[]");
  const listed = labels.length > 0 && !isArray ? labels.map((_, index) => inTurn(labels, index)) : [];
  if (shape.fact?.kind === "enum") return listed;
  if (isArray) return arrayGenerators(made, valueGenerators);
  if (shape.fact?.kind === "composite") return compositeGenerators(made, valueGenerators);
  if (shape.fact !== undefined) return rangeGenerators(made, valueGenerators);
  return [...listed, ...(byName[shape.name]?.(made) ?? [empty, canary])];
}

/** Whether a sequence numbers the rows. */
function isNumbered({ default: written, identity }: Column): boolean {
  return identity !== null || /\bnextval\(/.test(written ?? "");
}

/** The first row takes a default that policies may look at: a moment that is now, or a plain text; the labels follow it. */
function usualDefault(
  { default: written }: Column,
  made: Made,
  generator: Generator | undefined,
): readonly Generator[] {
  const plain = /^'((?:[^']|'')+)'(?:::[\w. "]+)?$/.exec(written ?? "")?.[1];
  const isNow = /\b(now\(|CURRENT_|LOCALTIME|statement_timestamp|clock_timestamp|transaction_timestamp)/i;
  const labels = made.shape.fact?.kind === "enum" ? made.shape.fact.labels : made.clues.labels;
  if (plain !== undefined && labels.includes(plain)) return [inTurn(labels, labels.indexOf(plain))];
  const isText = byName[made.shape.name] === textGenerators && !made.shape.type.endsWith("[]");
  if (!isNow.test(written ?? "") && !(plain !== undefined && isText)) return [];
  return [(seed) => (seed.number === 0 && seed.round === 0 ? undefined : generator?.(seed))];
}

/** A moment that may be null is null in one of the two rows: the first where it is one of deletion, else the second. */
function sometimesNull(
  { notNull }: Column,
  { name, shape }: Made,
  generator: Generator | undefined,
): readonly Generator[] {
  if (
    notNull ||
    generator === undefined ||
    !/^(date|timestamp)/.test(shape.name) ||
    shape.type.endsWith("[]")
  )
    return [];
  const over =
    /(^|_)(ended|deleted|archived|expired|revoked|banned|removed|cancell?ed|suspended|blocked|rolled|rejected)(_|$)/;
  const first = over.test(name) ? 1 : 0;
  return [(seed) => ((seed.number + first) % 2 === 0 ? generator(seed) : null)];
}

import type { Column } from "../../../catalog/facts.js";
import { snakeCase } from "../../../contract/naming.js";
import type { Clues } from "../clues.js";
import { canary } from "../seed.js";
import type { Shape } from "../shape.js";
import { inTurn, type Made, type Maker, type Makers } from "./maker.js";
import { arrayMakers, compositeMakers, jsonMakers, rangeMakers } from "./nested.js";
import { decimalMakers, integerMakers } from "./number.js";
import { otherMakers } from "./other.js";
import { textMakers } from "./text.js";
import { clockMakers, timeMakers } from "./time.js";

/** By the last part of a type's name. */
const byName: Readonly<Record<string, Makers>> = {
  ...otherMakers,
  text: textMakers,
  "character varying": textMakers,
  character: textMakers,
  citext: textMakers,
  smallint: integerMakers,
  integer: integerMakers,
  bigint: integerMakers,
  numeric: decimalMakers,
  real: decimalMakers,
  "double precision": decimalMakers,
  date: timeMakers,
  "timestamp without time zone": timeMakers,
  "timestamp with time zone": timeMakers,
  "time without time zone": clockMakers,
  "time with time zone": clockMakers,
  json: jsonMakers,
  jsonb: jsonMakers,
};

/** Every maker of a column's values, the likeliest first: its labels, its default where that says more, one by its type, null. */
export function makersOf(column: Column, shape: Shape, clues: Clues): readonly Maker[] {
  const made = { name: snakeCase(column.name), shape, clues };
  const own = valueMakers(made);
  const always = isNumbered(column) ? [byDefault] : [];
  const usual = usualDefault(column, made, own[0]);
  const nothing = column.notNull ? [] : [empty];
  const last = column.default === null && column.identity === null ? [] : [byDefault];
  const all = [...always, ...usual, ...sometimesNull(column, made, own[0]), ...own, ...nothing, ...last];
  return all.length > 0 ? all : [canary];
}

const byDefault: Maker = () => undefined;
/** SQL's null. */
export const empty: Maker = () => null;

/** The makers of a type, without a thought of null and default. */
function valueMakers(made: Made): readonly Maker[] {
  const { shape, clues } = made;
  const labels = shape.fact?.kind === "enum" ? shape.fact.labels : clues.labels;
  const isArray = shape.type.endsWith("[]");
  const listed = labels.length > 0 && !isArray ? labels.map((_, index) => inTurn(labels, index)) : [];
  if (shape.fact?.kind === "enum") return listed;
  if (isArray) return arrayMakers(made, valueMakers);
  if (shape.fact?.kind === "composite") return compositeMakers(made, valueMakers);
  if (shape.fact !== undefined) return rangeMakers(made, valueMakers);
  return [...listed, ...(byName[shape.name]?.(made) ?? [empty, canary])];
}

/** Whether a sequence numbers the rows. */
function isNumbered({ default: written, identity }: Column): boolean {
  return identity !== null || /\bnextval\(/.test(written ?? "");
}

/** The first row takes a default that policies may look at: a moment that is now, or a plain text; the labels follow it. */
function usualDefault({ default: written }: Column, made: Made, maker: Maker | undefined): readonly Maker[] {
  const plain = /^'((?:[^']|'')+)'(?:::[\w. "]+)?$/.exec(written ?? "")?.[1];
  const isNow = /\b(now\(|CURRENT_|LOCALTIME|statement_timestamp|clock_timestamp|transaction_timestamp)/i;
  const labels = made.shape.fact?.kind === "enum" ? made.shape.fact.labels : made.clues.labels;
  if (plain !== undefined && labels.includes(plain)) return [inTurn(labels, labels.indexOf(plain))];
  const isText = byName[made.shape.name] === textMakers && !made.shape.type.endsWith("[]");
  if (!isNow.test(written ?? "") && !(plain !== undefined && isText)) return [];
  return [(seed) => (seed.number === 0 && seed.round === 0 ? undefined : maker?.(seed))];
}

/** A moment that may be null is null in one of the two rows: the first where it is one of deletion, else the second. */
function sometimesNull(
  { notNull }: Column,
  { name, shape }: Made,
  maker: Maker | undefined,
): readonly Maker[] {
  if (notNull || maker === undefined || !/^(date|timestamp)/.test(shape.name) || shape.type.endsWith("[]"))
    return [];
  const over =
    /(^|_)(ended|deleted|archived|expired|revoked|banned|removed|cancell?ed|suspended|blocked|rolled|rejected)(_|$)/;
  const first = over.test(name) ? 1 : 0;
  return [(seed) => ((seed.number + first) % 2 === 0 ? maker(seed) : null)];
}

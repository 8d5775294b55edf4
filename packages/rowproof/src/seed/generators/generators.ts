import type { Column } from "../../catalog/facts.js";
import { snakeCase } from "../../contract/naming.js";
import type { CheckHints } from "../check-hints.js";
import type { TypeShape } from "../type-shape.js";
import { canary } from "../value-seed.js";
import { type ColumnGenerator, type GeneratorFactory, type GeneratorInput, inTurn } from "./generator.js";
import { arrayGenerators, compositeGenerators, jsonGenerators, rangeGenerators } from "./nested.js";
import { decimalGenerators, integerGenerators } from "./number.js";
import { otherGenerators } from "./other.js";
import { textGenerators } from "./text.js";
import { clockGenerators, timeGenerators } from "./time.js";

/** By the defaults part of a type's name. */
const byName: Readonly<Record<string, GeneratorFactory>> = {
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

/** Every generator of a column, the likeliest first: its labels, a default that matters, those of its type, null. */
export function generatorsOf(
  column: Column,
  shape: TypeShape,
  hints: CheckHints,
): readonly ColumnGenerator[] {
  const input = { name: snakeCase(column.name), shape, hints };
  const own = valueGenerators(input);
  const numbered = isNumbered(column) ? [byDefault] : [];
  const firstDefault = usualDefault(column, input, own[0]);
  const nulls = column.notNull ? [] : [sqlNull];
  const defaults = column.default === null && column.identity === null ? [] : [byDefault];
  const all = [
    ...numbered,
    ...firstDefault,
    ...sometimesNull(column, input, own[0]),
    ...own,
    ...nulls,
    ...defaults,
  ];
  return all.length > 0 ? all : [canary];
}

const byDefault: ColumnGenerator = () => undefined;
/** SQL's null. */
export const sqlNull: ColumnGenerator = () => null;

/** The generators of a type, without null and the default. */
function valueGenerators(input: GeneratorInput): readonly ColumnGenerator[] {
  const { shape, hints } = input;
  const labels = shape.structure?.kind === "enum" ? shape.structure.labels : hints.labels;
  const isArray = shape.type.endsWith("[]");
  const listed = labels.length > 0 && !isArray ? labels.map((_, index) => inTurn(labels, index)) : [];
  if (shape.structure?.kind === "enum") return listed;
  if (isArray) return arrayGenerators(input, valueGenerators);
  if (shape.structure?.kind === "composite") return compositeGenerators(input, valueGenerators);
  if (shape.structure !== undefined) return rangeGenerators(input, valueGenerators);
  return [...listed, ...(byName[shape.name]?.(input) ?? [sqlNull, canary])];
}

/** Whether a sequence numbers the rows. */
function isNumbered({ default: written, identity }: Column): boolean {
  return identity !== null || /\bnextval\(/.test(written ?? "");
}

/** The first row uses a default that policies may check: the current time or a plain text. The labels follow it. */
function usualDefault(
  { default: written }: Column,
  input: GeneratorInput,
  generator: ColumnGenerator | undefined,
): readonly ColumnGenerator[] {
  const plain = /^'((?:[^']|'')+)'(?:::[\w. "]+)?$/.exec(written ?? "")?.[1];
  const isNow = /\b(now\(|CURRENT_|LOCALTIME|statement_timestamp|clock_timestamp|transaction_timestamp)/i;
  const labels = input.shape.structure?.kind === "enum" ? input.shape.structure.labels : input.hints.labels;
  if (plain !== undefined && labels.includes(plain)) return [inTurn(labels, labels.indexOf(plain))];
  const isText = byName[input.shape.name] === textGenerators && !input.shape.type.endsWith("[]");
  if (!isNow.test(written ?? "") && !(plain !== undefined && isText)) return [];
  return [(seed) => (seed.number === 0 && seed.round === 0 ? undefined : generator?.(seed))];
}

/** A nullable time is null in one of the two rows: in the first if it is the time of a deletion, else in the second. */
function sometimesNull(
  { notNull }: Column,
  { name, shape }: GeneratorInput,
  generator: ColumnGenerator | undefined,
): readonly ColumnGenerator[] {
  if (
    notNull ||
    generator === undefined ||
    !/^(date|timestamp)/.test(shape.name) ||
    shape.type.endsWith("[]")
  )
    return [];
  const ending =
    /(^|_)(ended|deleted|archived|expired|revoked|banned|removed|cancell?ed|suspended|blocked|rolled|rejected)(_|$)/;
  const first = ending.test(name) ? 1 : 0;
  return [(seed) => ((seed.number + first) % 2 === 0 ? generator(seed) : null)];
}

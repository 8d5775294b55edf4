import { canary, characters, uuid, type ValueSeed, wholeNumber } from "../value-seed.js";
import type { ColumnGenerator, GeneratorFactory } from "./generator.js";

const one =
  (generator: ColumnGenerator): GeneratorFactory =>
  () => [generator];
const octet = (seed: ValueSeed, low = 0) => wholeNumber(seed, low, 254);
const number = (seed: ValueSeed) => wholeNumber(seed, 1_000_000, 99_999_999);

/** Booleans: the first row is a visible one, the second is not, so that policies meet both. */
const booleans: GeneratorFactory = ({ name }) => {
  const negative =
    /(^|_)(deleted|archived|hidden|private|draft|banned|disabled|revoked|locked|suspended|blocked|spam|removed|cancell?ed)(_|$)/;
  const first = negative.test(name) ? 1 : 0;
  const flag =
    (start: number): ColumnGenerator =>
    (seed) =>
      String((start + seed.number + seed.round) % 2 === 0);
  return [flag(first), flag(1 - first)];
};

const bits: GeneratorFactory = ({ shape }) => [(seed) => characters(seed, shape.modifier[0] ?? 1, "01")];
const point = (seed: ValueSeed) => `(${octet(seed)},${number(seed)})`;
const word: GeneratorFactory = one(canary);

/** Generators of simple types, by the last part of the type's name. */
export const otherGenerators: Readonly<Record<string, GeneratorFactory>> = {
  boolean: booleans,
  uuid: one(uuid),
  bit: bits,
  "bit varying": bits,
  bytea: one((seed) => `\\x${Buffer.from(canary(seed)).toString("hex")}`),
  inet: one((seed) => `10.${octet(seed)}.${number(seed) % 250}.${1 + (number(seed) % 199)}`),
  cidr: one((seed) => `10.${octet(seed)}.${number(seed) % 250}.${1 + (number(seed) % 199)}/32`),
  macaddr: one((seed) => `02:${characters(seed, 10, "0123456789abcdef").match(/../g)?.join(":")}`),
  macaddr8: one((seed) => `02:${characters(seed, 14, "0123456789abcdef").match(/../g)?.join(":")}`),
  money: one((seed) => String(number(seed))),
  interval: one((seed) => `${number(seed)} seconds`),
  xml: one((seed) => `<canary>${canary(seed)}</canary>`),
  tsvector: word,
  tsquery: word,
  name: word,
  ltree: word,
  char: one((seed) => characters(seed, 1, "abcdefghijklmnopqrstuvwxyz")),
  oid: one((seed) => String(number(seed))),
  xid: one((seed) => String(number(seed))),
  pg_lsn: one((seed) => `0/${characters(seed, 8, "123456789ABCDEF")}`),
  regclass: one(() => "pg_catalog.pg_class"),
  regtype: one(() => "pg_catalog.text"),
  jsonpath: one((seed) => `$."${canary(seed)}"`),
  hstore: one((seed) => `canary=>${canary(seed)}`),
  point: one(point),
  box: one((seed) => `(1,1),${point(seed)}`),
  lseg: one((seed) => `[(1,1),${point(seed)}]`),
  path: one((seed) => `[(1,1),${point(seed)}]`),
  polygon: one((seed) => `((1,1),${point(seed)},(2,1))`),
  circle: one((seed) => `<(1,1),${number(seed)}>`),
  line: one((seed) => `{1,2,${number(seed)}}`),
  vector: ({ shape }) => [
    (seed) =>
      `[${Array.from({ length: shape.modifier[0] ?? 3 }, (_, index) => (number(seed) % 97) + index)}]`,
  ],
  geometry: one((seed) => `POINT(${octet(seed) % 90} ${octet(seed) % 80})`),
  geography: one((seed) => `POINT(${octet(seed) % 90} ${octet(seed) % 80})`),
};

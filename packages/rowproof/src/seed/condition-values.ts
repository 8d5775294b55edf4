import type { Column } from "../catalog/facts.js";
import type { FixtureValue } from "../contract/contract.js";

/** A value to put into a seeded row; undefined for the usual generated value. */
type ConditionValue = FixtureValue | undefined;

/** How many values of one column are used. */
const most = 5;

/**
 * The values of a column that conditions tell apart, both as the server prints conditions and as people write them. The usual
 * value is first. Empty if the conditions do not name the column.
 *
 * @param labels all allowed values, if they are listed: a condition that excludes one of them admits the others
 */
export function conditionValues(
  column: Column,
  text: string,
  labels: readonly string[] = [],
): readonly ConditionValue[] {
  const name = column.name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (!new RegExp(`(?<![\\w$])"?${name}"?(?![\\w$])`).test(text)) return [];
  const kind = conditionReaders.find(({ type }) => type.test(column.type));
  const found = kind?.values(name, text) ?? [];
  const nulls = !column.notNull && isAboutNull(name, text) ? [null] : [];
  const others = labels.filter((label) => !found.some((value) => String(value) === label));
  const all = new Map(
    [undefined, ...nulls, ...found, ...others].map((value) => [JSON.stringify(value), value]),
  );
  return [...all.values()].slice(0, most);
}

/** Whether null matters. `is distinct from` treats two nulls as equal, and `coalesce` replaces a null. */
function isAboutNull(name: string, text: string): boolean {
  return new RegExp(
    `"?${name}"?\\)?(?:::\\w+\\)?)? IS (?:NOT )?NULL|IS (?:NOT )?DISTINCT FROM|COALESCE\\(`,
    "i",
  ).test(text);
}

interface ConditionReader {
  readonly type: RegExp;
  values(name: string, text: string): readonly ConditionValue[];
}

/** By type, the values that a condition can tell apart. */
const conditionReaders: readonly ConditionReader[] = [
  { type: /^boolean$/, values: () => [true, false] },
  {
    type: /^(?:timestamp|date)/,
    values: () => [{ sql: "now() + interval '400 days'" }, { sql: "now() - interval '400 days'" }],
  },
  { type: /^(?:smallint|integer|bigint|numeric|real|double)/, values: numbersNear },
  { type: /^jsonb?$/, values: fieldsIn },
  { type: /\[\]$/, values: (name, text) => literalsNear(name, text).map((word) => [word]) },
  { type: /./, values: literalsNear },
];

/** What can stand between a column and the value it is compared with: casts, brackets, the operator. */
function compared(name: string): string {
  return String.raw`"?${name}"?\)*(?:::[\w ."\[\]]+)?\)*\s*(?:=|<>|!=|<=?|>=?|!?~~?\*?|IN|NOT IN|LIKE|ILIKE|\^@|@>|&&|= ANY|<> ALL)\s*`;
}

function literalsNear(name: string, text: string): readonly string[] {
  const single = "'((?:[^']|'')*)'";
  const list = String.raw`\(*(?:ARRAY)?[\[(]?((?:\s*${single.replace("((", "(?:(")}(?:::[\w ."\[\]]+)?\s*,?)+)`;
  const lists = [...text.matchAll(new RegExp(compared(name) + list, "gi"))].map(([, found = ""]) => found);
  const words = lists.flatMap((found) =>
    [...found.matchAll(new RegExp(single, "g"))].map(([, word = ""]) => word),
  );
  // A wildcard of a pattern becomes a letter.
  return words.map((word) =>
    word
      .replaceAll("''", "'")
      .replaceAll("%", "x")
      .replace(/^\{(.*)\}$/, "$1"),
  );
}

function numbersNear(name: string, text: string): readonly number[] {
  const found = [...text.matchAll(new RegExp(`${compared(name)}\\(?'?(-?\\d{1,9}(?:\\.\\d+)?)`, "gi"))];
  return found.flatMap(([, digits = "0"]) => [Number(digits), Number(digits) + 1, Number(digits) - 1]);
}

/** JSON documents with a field that a condition compares, and the value it is compared with. */
function fieldsIn(name: string, text: string): readonly ConditionValue[] {
  const field = new RegExp(
    `"?${name}"?\\)? ->>? '([^']+)'(?:::text)?\\)*(?:::\\w+)?\\)* = '?([\\w ]+)'?`,
    "gi",
  );
  const compared = [...text.matchAll(field)].map(([, key = "", value = ""]) => documentOf(key, value));
  // A condition may ask whether a key exists, whatever its value is.
  const named = new RegExp(`"?${name}"?\\)? (?:\\?|->>?) '([^']+)'`, "gi");
  const keys = [...text.matchAll(named)].map(([, key = ""]) => key);
  return [
    ...compared,
    ...[...new Set(keys)].flatMap((key) => [documentOf(key, false), documentOf(key, true)]),
  ];
}

function documentOf(key: string, value: string | boolean): ConditionValue {
  return { sql: `'${JSON.stringify({ [key]: value }).replaceAll("'", "''")}'` };
}

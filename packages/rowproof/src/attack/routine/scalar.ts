import { victim } from "../../seed/test-users.js";
import { keyOf } from "../../sql/relation-key.js";
import { idsFor, type Knowledge, listedFor, picks, victimValuesFor } from "./knowledge.js";
import type { Parameter } from "./signature.js";
import { isDynamic, literalsIn, numbersIn, stemOf } from "./words.js";

const texts = /^(?:text|character|"?char|name|citext|\w+\.citext)/;
const numbers = /^(?:smallint|integer|bigint|numeric|double|real)/;
const times = /^(?:date|timestamp)/;

/** The text of each value, without a cast. */
export function wordsFor(
  knowledge: Knowledge,
  { name, base, labels }: Pick<Parameter, "name" | "base" | "labels">,
): readonly string[] {
  if (labels.length > 0) return labels;
  if (texts.test(base)) return textsFor(knowledge, name);
  if (numbers.test(base)) return numbersFor(knowledge, name, base);
  const stored = victimValuesFor(knowledge, name, (type) => type === base).map(({ value }) => value);
  if (base === "uuid") return [...idsFor(knowledge, name), ...stored].filter(isUuid);
  if (times.test(base)) return [...timesFor(name), ...stored.slice(0, 4), "2026-01-01"];
  return [...stored.slice(0, 4), ...(usual.find(([pattern]) => pattern.test(base))?.[1] ?? [])];
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

/** Texts that end a literal in a dynamic statement. */
const injections = ["' or true --", "') or true --"];

function textsFor(knowledge: Knowledge, name: string): readonly string[] {
  const { body, routine } = knowledge;
  const stored = victimValuesFor(knowledge, name, (type) => texts.test(type));
  const like = stored.filter(({ fit }) => fit > 0).map(({ value }) => value);
  const other = stored.filter(({ fit }) => fit === 0).map(({ value }) => value);
  const ids = idsFor(knowledge, name);
  const [some = ""] = other;
  return [
    ...(isDynamic(routine.definition ?? "") ? [...injections, ...tableNames(knowledge).slice(0, 3)] : []),
    ...like.slice(0, 2),
    ...(picks(name) ? ids.slice(0, 5) : []),
    ...listedFor(knowledge, name).slice(0, 4),
    ...literalsIn(body).slice(0, 4),
    "%",
    "",
    ...(some.length > 3 ? [some, some.slice(0, 3), some.slice(0, 8)] : []),
    ...other.slice(1, 3),
    ...ids.slice(0, 3),
  ];
}

/** The tables of the contract with a row of the victim. */
function tableNames({ context }: Knowledge): readonly string[] {
  return context.targets
    .filter(({ standing, base, relation }) => standing === "named" && base === relation)
    .filter(({ relation }) => context.under.get(keyOf(relation))?.some(({ person }) => person === victim))
    .map(({ relation }) => relation.name);
}

/** Keys for an argument named like one; else values of the rows, numbers in the body, and very small and very large numbers. */
function numbersFor(knowledge: Knowledge, name: string, base: string): readonly string[] {
  const stored = victimValuesFor(knowledge, name, (type) => numbers.test(type));
  const like = stored.filter(({ fit }) => fit > 0).map(({ value }) => value);
  const ids = idsFor(knowledge, name);
  const large = base === "smallint" ? "30000" : "1000000";
  const wide = /offset|skip|page/i.test(name) ? ["0", "1"] : [large, "1", "0", "-1"];
  const mentioned = numbersIn(knowledge.body).slice(0, 6);
  const all = isKey(knowledge, name)
    ? [...ids, ...like, ...wide, ...mentioned]
    : [...like.slice(0, 3), ...mentioned, ...wide, ...ids.slice(0, 4)];
  return all.filter((value) => (/int/.test(base) ? /^-?\d{1,18}$/ : /^-?\d+(\.\d+)?$/).test(value));
}

function isKey({ rows }: Knowledge, name: string): boolean {
  return picks(name) || rows.some(({ table }) => stemOf(name).includes(stemOf(table.name).replace(/s$/, "")));
}

/** Infinite times: the end first for an upper bound. */
function timesFor(name: string): readonly string[] {
  const ends = /(?:^|_)(?:to|until|till|before|max|end|ends|upper)(?:_|$)|(?:To|Until|Before|End|Max)$/.test(
    name,
  );
  return ends ? ["infinity", "-infinity"] : ["-infinity", "infinity"];
}

/** Values for any routine, by type. */
const usual: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^bool/, ["true", "false"]],
  [/^time\b/, ["00:00", "23:59:59"]],
  [/^interval/, ["100 years", "-100 years", "0"]],
  [/range$/, ["(,)"]],
  [/^(?:inet|cidr)$/, ["0.0.0.0/0"]],
];

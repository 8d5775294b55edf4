import { victim } from "../../seed/test-users.js";
import { keyOf } from "../../sql/relation-key.js";
import { idsFor, type Knowledge, listedFor, picks, toldFor } from "./knowledge.js";
import type { Parameter } from "./signature.js";
import { isDynamic, literalsIn, numbersIn, stemOf } from "./words.js";

const texts = /^(?:text|character|"?char|name|citext|\w+\.citext)/;
const numbers = /^(?:smallint|integer|bigint|numeric|double|real)/;
const times = /^(?:date|timestamp)/;

/** The text of each value, without its testUsers. */
export function wordsFor(
  knowledge: Knowledge,
  { name, base, labels }: Pick<Parameter, "name" | "base" | "labels">,
): readonly string[] {
  if (labels.length > 0) return labels;
  if (texts.test(base)) return textsFor(knowledge, name);
  if (numbers.test(base)) return numbersFor(knowledge, name, base);
  const told = toldFor(knowledge, name, (type) => type === base).map(({ value }) => value);
  if (base === "uuid") return [...idsFor(knowledge, name), ...told].filter(isUuid);
  if (times.test(base)) return [...timesFor(name), ...told.slice(0, 4), "2026-01-01"];
  return [...told.slice(0, 4), ...(usual.find(([pattern]) => pattern.test(base))?.[1] ?? [])];
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

/** What ends a literal in a statement that a body puts together. */
const injections = ["' or true --", "') or true --"];

function textsFor(knowledge: Knowledge, name: string): readonly string[] {
  const { body, routine } = knowledge;
  const told = toldFor(knowledge, name, (type) => texts.test(type));
  const like = told.filter(({ fit }) => fit > 0).map(({ value }) => value);
  const other = told.filter(({ fit }) => fit === 0).map(({ value }) => value);
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

/** The tables of the contract that hold a row of the victim's. */
function tableNames({ context }: Knowledge): readonly string[] {
  return context.targets
    .filter(({ standing, base, relation }) => standing === "named" && base === relation)
    .filter(({ relation }) => context.under.get(keyOf(relation))?.some(({ person }) => person === victim))
    .map(({ relation }) => relation.name);
}

/** Keys for what is named like one; else what is in the rows, what the body compares with, none and very many. */
function numbersFor(knowledge: Knowledge, name: string, base: string): readonly string[] {
  const told = toldFor(knowledge, name, (type) => numbers.test(type));
  const like = told.filter(({ fit }) => fit > 0).map(({ value }) => value);
  const ids = idsFor(knowledge, name);
  const large = base === "smallint" ? "30000" : "1000000";
  const wide = /offset|skip|page/i.test(name) ? ["0", "1"] : [large, "1", "0", "-1"];
  const spoken = numbersIn(knowledge.body).slice(0, 6);
  const all = isKey(knowledge, name)
    ? [...ids, ...like, ...wide, ...spoken]
    : [...like.slice(0, 3), ...spoken, ...wide, ...ids.slice(0, 4)];
  return all.filter((value) => (/int/.test(base) ? /^-?\d{1,18}$/ : /^-?\d+(\.\d+)?$/).test(value));
}

function isKey({ rows }: Knowledge, name: string): boolean {
  return picks(name) || rows.some(({ table }) => stemOf(name).includes(stemOf(table.name).replace(/s$/, "")));
}

/** From the beginning of time to its end. */
function timesFor(name: string): readonly string[] {
  const ends = /(?:^|_)(?:to|until|till|before|max|end|ends|upper)(?:_|$)|(?:To|Until|Before|End|Max)$/.test(
    name,
  );
  return ends ? ["infinity", "-infinity"] : ["-infinity", "infinity"];
}

/** Values that any routine may be called with, by type. */
const usual: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^bool/, ["true", "false"]],
  [/^time\b/, ["00:00", "23:59:59"]],
  [/^interval/, ["100 years", "-100 years", "0"]],
  [/range$/, ["(,)"]],
  [/^(?:inet|cidr)$/, ["0.0.0.0/0"]],
];

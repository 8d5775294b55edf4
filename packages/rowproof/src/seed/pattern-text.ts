import { canary, characters, partOf, type ValueSeed } from "./value-seed.js";

/**
 * A text that matches a simple regular expression, with a canary if one fits. It knows anchors, classes, groups (it uses the first
 * alternative) and counts, and takes everything else literally. The server decides whether the text is valid.
 */
export function matchingText(pattern: string, seed: ValueSeed): string {
  const reader = { pattern, at: 0, made: 0, seed };
  return alternatives(reader);
}

interface PatternReader {
  readonly pattern: string;
  at: number;
  /** How many canaries and characters were made, so that no two parts are equal. */
  made: number;
  readonly seed: ValueSeed;
}

function alternatives(reader: PatternReader): string {
  const first = sequence(reader);
  while (reader.pattern[reader.at] === "|") {
    reader.at += 1;
    sequence(reader);
  }
  return first;
}

function sequence(reader: PatternReader): string {
  let text = "";
  while (reader.at < reader.pattern.length && !"|)".includes(reader.pattern[reader.at] ?? "")) {
    text += repeated(reader);
  }
  return text;
}

function repeated(reader: PatternReader): string {
  const start = reader.at;
  const single = atom(reader);
  const end = reader.at;
  const { least, most } = count(reader);
  if (least === 1 && most === 1) return single.text;
  if (single.among !== undefined) return run(reader, single.among, least, most);
  const after = reader.at;
  let text = "";
  for (let times = 0; times < least; times += 1) {
    reader.at = start;
    text += atom(reader).text;
  }
  reader.at = least === 0 ? Math.max(end, after) : after;
  return text;
}

/** Characters of one class: a canary if the class contains its characters and the count allows its length. */
function run(reader: PatternReader, among: string, least: number, most: number): string {
  reader.made += 1;
  const seed = partOf(reader.seed, String(reader.made));
  const whole = canary(seed);
  if (most >= whole.length && [...whole].every((one) => among.includes(one))) {
    return whole.padEnd(least, whole);
  }
  return characters(seed, Math.max(least, Math.min(most, 12)), among);
}

function count(reader: PatternReader): { readonly least: number; readonly most: number } {
  const found = /^(?:\{(\d+)(,(\d*))?\}|[*+?])\??/.exec(reader.pattern.slice(reader.at));
  if (found === null) return { least: 1, most: 1 };
  reader.at += found[0].length;
  const [text, low, comma, high] = found;
  if (text.startsWith("?")) return { least: 0, most: 0 };
  if (text.startsWith("*")) return { least: 0, most: 64 };
  if (text.startsWith("+")) return { least: 1, most: 64 };
  const least = Number(low);
  return { least, most: comma === undefined ? least : high === "" ? least + 64 : Number(high) };
}

interface PatternAtom {
  readonly text: string;
  /** The characters that could stand here. */
  readonly among?: string;
}

function atom(reader: PatternReader): PatternAtom {
  const sign = reader.pattern[reader.at] ?? "";
  reader.at += 1;
  if (sign === "^" || sign === "$") return { text: "" };
  if (sign === "(") return group(reader);
  if (sign === "[") return oneOf(reader, bracket(reader));
  if (sign === ".") return oneOf(reader, letters + digits);
  if (sign === "\\") return escaped(reader);
  return { text: sign, among: sign };
}

function group(reader: PatternReader): PatternAtom {
  const look = /^\?[:=!]/.exec(reader.pattern.slice(reader.at))?.[0];
  reader.at += look?.length ?? 0;
  const text = alternatives(reader);
  reader.at += 1;
  return { text: look === "?=" || look === "?!" ? "" : text };
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const classes: Readonly<Record<string, string>> = {
  d: digits,
  w: letters + digits,
  s: " ",
  S: letters + digits,
  D: letters,
};

function escaped(reader: PatternReader): PatternAtom {
  const sign = reader.pattern[reader.at] ?? "";
  reader.at += 1;
  if ("mMyYAZ".includes(sign)) return { text: "" };
  const among = classes[sign];
  return among === undefined ? { text: sign, among: sign } : oneOf(reader, among);
}

function oneOf(reader: PatternReader, among: string): PatternAtom {
  reader.made += 1;
  return { text: characters(partOf(reader.seed, String(reader.made)), 1, among), among };
}

const named: Readonly<Record<string, string>> = {
  "[:alpha:]": letters,
  "[:lower:]": letters,
  "[:upper:]": letters.toUpperCase(),
  "[:digit:]": digits,
  "[:alnum:]": letters + digits,
  "[:space:]": " ",
  "[:xdigit:]": `${digits}abcdef`,
};

/** The characters of a bracket or, for a negated bracket, the letters and digits that it does not name. */
function bracket(reader: PatternReader): string {
  const found = /^\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*/.exec(reader.pattern.slice(reader.at))?.[0] ?? "";
  reader.at += found.length + 1;
  const negated = found.startsWith("^");
  const members = membersOf(negated ? found.slice(1) : found);
  if (!negated) return members === "" ? "a" : members;
  return [...(letters + digits)].filter((one) => !members.includes(one)).join("") || "_";
}

function membersOf(bracketed: string): string {
  const parts = bracketed.match(/\[:\w+:\]|\\.|.-[^\]]|./gs) ?? [];
  return parts
    .map(
      (part) =>
        named[part] ?? (part.startsWith("\\") ? (classes[part[1] ?? ""] ?? part.slice(1)) : range(part)),
    )
    .join("");
}

function range(part: string): string {
  if (part.length !== 3 || part[1] !== "-") return part;
  const [low, high] = [part.charCodeAt(0), part.charCodeAt(2)];
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) =>
    String.fromCharCode(low + index),
  ).join("");
}

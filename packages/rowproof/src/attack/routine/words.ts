import type { Routine } from "../../catalog/facts.js";

/** What a routine does: its body without comments and without its header, whose settings are quoted too. */
export function bodyOf({ definition }: Routine): string {
  const text = (definition ?? "").replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ");
  return text.slice(/\$(?:function|procedure)\$|begin\s+atomic/i.exec(text)?.index ?? 0);
}

/** The short literals of a body, without patterns and the keys of a payload. */
export function literalsIn(body: string): readonly string[] {
  const keys = new Set(keysIn(body));
  const words = [...body.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = ""]) => word.replaceAll("''", "'"));
  return [...new Set(words)].filter(
    (word) => word !== "" && word.length <= 40 && !/[%\\]/.test(word) && !keys.has(word),
  );
}

/** The numbers in a body, each with its neighbours. */
export function numbersIn(body: string): readonly string[] {
  const bare = body.replaceAll(/'(?:[^']|'')*'/g, " ");
  const numbers = [...bare.matchAll(/(?<![\w$.])\d{1,9}(?![\w.])/g)].map(([digits]) => Number(digits));
  return [...new Set(numbers.flatMap((number) => [number, number + 1, number - 1]))].map(String);
}

/** Whether a routine runs dynamic statements. */
export function isDynamic(definition: string): boolean {
  return /\bexecute\b/i.test(definition.replaceAll(/\bexecute\s+(?:function|procedure)\b/gi, ""));
}

const operators = [
  /->>?\s*'([^']+)'/g,
  /\[\s*'([^']+)'\s*\]/g,
  /#>>?\s*'\{(?:[^}]*,)?([^},]+)\}'/g,
  /\?\s*'([^']+)'/g,
];

/** The keys by which a body reads JSON: those of its operators, and the columns of a record made of it. */
export function keysIn(body: string): readonly string[] {
  const read = operators.flatMap((operator) => [...body.matchAll(operator)].map(([, key = ""]) => key));
  const records = [...body.matchAll(/to_record(?:set)?\s*\([^)]*\)\s*(?:as\s+)?\w*\s*\(([^)]*)\)/gi)];
  const columns = records.flatMap(([, list = ""]) =>
    list.split(",").flatMap((column) => /^\s*"?(\w+)/.exec(column)?.[1] ?? []),
  );
  return [...new Set([...read, ...columns])];
}

/** The keys under which a body looks for nested objects, and for lists of them. */
export function parentsIn(body: string): {
  readonly objects: readonly string[];
  readonly lists: readonly string[];
} {
  const all = (pattern: RegExp) => [...body.matchAll(pattern)].map(([, key = ""]) => key);
  return {
    objects: [...all(/->\s*'([^']+)'\s*->/g), ...all(/#>>?\s*'\{([^},]+),/g)],
    lists: all(/(?:array_elements|recordset)\w*\s*\([^)']*->\s*'([^']+)'\s*[,)]/g),
  };
}

/** How well an argument's name fits that of a column or a table: 3 is equal, 2 is one within the other, 0 is neither. */
export function likeness(name: string, column: string): number {
  const [stem, other] = [stemOf(name), stemOf(column)];
  if (stem === "") return 0;
  if (stem === other) return 3;
  const [short, long] = stem.length < other.length ? [stem, other] : [other, stem];
  return short.length > 2 && long.includes(short.replace(/s$/, "")) ? 2 : 0;
}

/** `p_team_id` and `teamId` are `teamid`. */
export function stemOf(name: string): string {
  return name
    .replace(/^(?:p|in|v|arg|a)?_+/, "")
    .toLowerCase()
    .replaceAll("_", "");
}

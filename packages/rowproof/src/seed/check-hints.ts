/** Hints that the checks of a column give about its values. */
export interface CheckHints {
  /** If a check lists the allowed values: those values. */
  readonly labels: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Regular expressions that a value must match. */
  readonly patterns: readonly string[];
}

/**
 * Reads the literals of expressions as the server prints them.
 * @param own expressions about this column only; their lists are lists of its values
 * @param shared expressions that also name other columns
 */
export function readCheckHints(own: readonly string[], shared: readonly string[]): CheckHints {
  const all = [...own, ...shared];
  const texts = all.flatMap(stringsOf);
  const numbers = [...texts.filter((text) => /^-?\d+(\.\d+)?$/.test(text)), ...all.flatMap(bareNumbers)];
  return {
    labels: [...new Set(own.flatMap(labelsOf))],
    texts: [...new Set(texts)],
    numbers: [...new Set(numbers.map(Number))].toSorted((left, right) => left - right),
    patterns: [...new Set(all.flatMap(patternsOf))],
  };
}

const string = /'((?:[^']|'')*)'/g;

function stringsOf(expression: string): readonly string[] {
  return [...expression.matchAll(string)].map(([, text = ""]) => text.replaceAll("''", "'"));
}

function bareNumbers(expression: string): readonly string[] {
  return expression.replaceAll(string, "").match(/(?<![\w."])-?\d+(\.\d+)?(?![\w"])/g) ?? [];
}

/** `x = any (array['a', 'b'])`, or `x = 'a' or x = 'b'`. */
function labelsOf(expression: string): readonly string[] {
  const list = /(?<!<)(?<!NOT \(.{0,40})= ANY \(+ARRAY\[(.*?)\]/s.exec(expression)?.[1];
  if (list !== undefined) return valuesOf(list);
  const withoutStrings = expression.replaceAll(string, "");
  return /[<>~!+*/-]|\bAND\b|\bNOT\b|\bANY\b|[a-z_]+\(/.test(withoutStrings) || !withoutStrings.includes("=")
    ? []
    : valuesOf(expression);
}

function valuesOf(list: string): readonly string[] {
  const texts = stringsOf(list);
  return texts.length > 0 ? texts : bareNumbers(list);
}

/** The patterns after `~`, and those after `~~` (`like`) as regular expressions. */
function patternsOf(expression: string): readonly string[] {
  return [...expression.matchAll(/(?<![!~])(~~?)\*? '((?:[^']|'')*)'/g)].map(([, operator, text = ""]) => {
    const pattern = text.replaceAll("''", "'");
    return operator === "~~" ? fromLike(pattern) : pattern;
  });
}

function fromLike(pattern: string): string {
  return pattern
    .replaceAll(/[.*+?^${}()|[\]]/g, "\\$&")
    .replaceAll("%", "[a-z0-9]+")
    .replaceAll("_", "[a-z]");
}

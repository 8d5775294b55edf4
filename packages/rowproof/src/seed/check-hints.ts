/** What the checks of a column let one guess of its values. */
export interface CheckHints {
  /** The values of a list of which one must be taken. */
  readonly labels: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Regular expressions that it must match. */
  readonly patterns: readonly string[];
}

/**
 * Reads the literals of expressions as the server prints them.
 * @param own those that speak of this column alone, so that their lists are lists of its values
 * @param shared those that speak of others, too
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

/** What stands after `~`, and after `~~` (which is `like`) as a regular expression. */
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

/** A place in a text: 1-based line and column, columns counted in code points as Postgres does. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns an offset in UTF-16 units into line and column. An offset past the end is the end. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: Array.from(before.slice(lineStart)).length + 1 };
}

/** The number of UTF-16 units that the first `codePoints` characters of a text take; the server counts code points. */
export function unitsOf(text: string, codePoints: number): number {
  let units = 0;
  let counted = 0;
  for (const character of text) {
    if (counted === codePoints) break;
    units += character.length;
    counted += 1;
  }
  return units;
}

/**
 * The line at a position with a caret under the offender, as `psql` shows it.
 *
 * @example
 * excerptAt("select 1;\nselekt 2;", { line: 2, column: 1 });
 * // 2 | selekt 2;
 * //   | ^
 */
export function excerptAt(text: string, position: Position): string {
  const line = text.split("\n")[position.line - 1] ?? "";
  const gutter = String(position.line);
  const lead = Array.from(line)
    .slice(0, position.column - 1)
    .map((character) => (character === "\t" ? "\t" : " "))
    .join("");
  return `${gutter} | ${line}\n${" ".repeat(gutter.length)} | ${lead}^`;
}

/** A range of a text, and its replacement. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices, which must not overlap, to a text. */
export function applySplices(source: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), source);
}

/** Where the line of a place begins. */
export function lineStart(source: string, at: number): number {
  return source.lastIndexOf("\n", at - 1) + 1;
}

/** The white space with which the line of a place begins. */
export function indentAt(source: string, at: number): string {
  return /^[ \t]*/.exec(source.slice(lineStart(source, at)))?.[0] ?? "";
}

/** How the lines of a text end. */
export function newlineOf(source: string): string {
  return source.includes("\r\n") ? "\r\n" : "\n";
}

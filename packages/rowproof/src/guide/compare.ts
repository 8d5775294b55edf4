/** The first difference between two texts of a guide. */
export interface GuideDifference {
  /** The heading above, without `#`. */
  readonly section: string;
  /** 1-based, in the present text. */
  readonly line: number;
  /** The line of the present text; null if the text ends before it. */
  readonly present: string | null;
  /** The line of the new guide; null if the guide ends before it. */
  readonly fresh: string | null;
}

/** The first line in which the present guide differs from the new one; null if none does. */
export function compareGuides(present: string, fresh: string): GuideDifference | null {
  if (present === fresh) return null;
  const [was, is] = [present.split("\n"), fresh.split("\n")];
  const end = Math.max(was.length, is.length);
  const at = Array.from({ length: end }, (_, line) => line).find((line) => was[line] !== is[line]) ?? 0;
  return {
    section: headingAbove(is, at),
    line: at + 1,
    present: was[at] ?? null,
    fresh: is[at] ?? null,
  };
}

/** Uses the new text: the present one may have lost its headings. */
function headingAbove(lines: readonly string[], at: number): string {
  const heading = lines.slice(0, at + 1).findLast((line) => /^#{1,3} /.test(line));
  return (heading ?? lines[0] ?? "").replace(/^#+ /, "");
}

/** Where two texts of a guide part. */
export interface GuideDifference {
  /** The heading above, as it stands there without its signs. */
  readonly section: string;
  /** 1-based, in the text that is there. */
  readonly line: number;
  /** The line that is there; null where the text ends before it. */
  readonly present: string | null;
  /** The line that belongs there; null where the guide ends before it. */
  readonly fresh: string | null;
}

/** The first line in which the guide that is there differs from the one that belongs there; null where none does. */
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

/** By the text that belongs there: the one that is there may have lost its headings. */
function headingAbove(lines: readonly string[], at: number): string {
  const heading = lines.slice(0, at + 1).findLast((line) => /^#{1,3} /.test(line));
  return (heading ?? lines[0] ?? "").replace(/^#+ /, "");
}

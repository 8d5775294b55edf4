const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide characters and emoji take two columns of a terminal (Unicode Standard Annex 11). */
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;

/** How many columns of a terminal a text takes. */
export function columns(text: string): number {
  return parts(text).reduce((sum, part) => sum + columnsOf(part), 0);
}

/** The text with spaces after it, up to a number of columns. */
export function padColumns(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** The text in no more columns than that: its middle left out, since names mostly differ at their ends. */
export function shorten(text: string, width: number): string {
  if (columns(text) <= width) return text;
  const all = parts(text);
  const head = fitting(all, Math.ceil((width - 1) / 2));
  const tail = fitting(all.toReversed(), width - 1 - columns(head.join(""))).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

function fitting(all: readonly string[], width: number): readonly string[] {
  let left = width;
  const end = all.findIndex((part) => {
    left -= columnsOf(part);
    return left < 0;
  });
  return end < 0 ? all : all.slice(0, end);
}

function parts(text: string): readonly string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

function columnsOf(part: string): number {
  return wide.test(part) ? 2 : 1;
}

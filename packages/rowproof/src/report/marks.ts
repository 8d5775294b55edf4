import type { MatrixCell } from "./cells.js";
import type { Style } from "./style.js";

/** How a cell is drawn. The sign alone identifies it; the colour only helps. */
export interface Mark {
  /** One character, one column wide. */
  readonly sign: string;
  readonly word: string;
  /** A class of the page, and a word of the legend's key. */
  readonly name: "allowed" | "refused" | "some" | "leak" | "lockout" | "untested";
  colour(style: Style): (text: string) => string;
}

const allowed: Mark = { name: "allowed", sign: "✓", word: "may and can", colour: (style) => style.green };
const refused: Mark = {
  name: "refused",
  sign: "·",
  word: "may not and cannot",
  colour: (style) => style.dim,
};
const some: Mark = { name: "some", sign: "~", word: "some, as declared", colour: (style) => style.cyan };
const leak: Mark = {
  name: "leak",
  sign: "!",
  word: "LEAK",
  colour: (style) => (text) => style.bgRed(style.white(style.bold(text))),
};
const lockout: Mark = {
  name: "lockout",
  sign: "#",
  word: "LOCKOUT",
  colour: (style) => (text) => style.bgYellow(style.black(style.bold(text))),
};
const untested: Mark = { name: "untested", sign: "?", word: "untested", colour: (style) => style.yellow };

const declared: Readonly<Record<MatrixCell["expected"], Mark>> = { allow: allowed, deny: refused, some };

/** The mark of a cell: what the contract says if that holds or nothing was run, else what is wrong. */
export function markOf({ status, expected }: Pick<MatrixCell, "status" | "expected">): Mark {
  return { leak, lockout, untested, ok: declared[expected], declared: declared[expected] }[status];
}

/** What each mark means: of a run all of them, of a contract alone those that say what is declared. */
export function legendFor(
  cells: readonly MatrixCell[],
): readonly Pick<Mark, "sign" | "word" | "name" | "colour">[] {
  if (cells.some(({ status }) => status !== "declared"))
    return [allowed, refused, some, leak, lockout, untested];
  return [
    { ...allowed, word: "may" },
    { ...refused, word: "may not" },
    { ...some, word: "some rows" },
  ];
}

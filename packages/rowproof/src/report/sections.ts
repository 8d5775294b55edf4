import type { Matrix, MatrixCell } from "./cells.js";
import type { MatrixObject, MatrixOptions } from "./objects.js";

/** A part of the matrix: objects of one kind, and the commands that there are for them. */
export interface MatrixSection {
  readonly title: string;
  readonly letters: readonly Letter[];
  /** The actors that have a cell in it, in the order of the matrix. */
  readonly actors: readonly string[];
  readonly rows: readonly MatrixRow[];
  /** How many rows are entirely ok and not shown. */
  readonly left: number;
}

/** A command, and the letter that heads its column. */
interface Letter {
  readonly letter: string;
  readonly command: string;
}

/** One object with its cells. */
export interface MatrixRow {
  readonly object: MatrixObject;
  cell(actor: string, command: string): MatrixCell | undefined;
}

const kinds = [
  {
    title: "Tables and views",
    letters: [
      { letter: "S", command: "select" },
      { letter: "I", command: "insert" },
      { letter: "U", command: "update" },
      { letter: "D", command: "delete" },
    ],
  },
  { title: "Routines", letters: [{ letter: "X", command: "execute" }] },
  { title: "Sequences", letters: [{ letter: "U", command: "use" }] },
  { title: "Erasure", letters: [{ letter: "E", command: "erase" }] },
] as const;

/** With more rows than this, only those that are not entirely ok are shown. */
const longSection = 60;

/** The parts of the matrix that have a cell. */
export function sectionsOf(
  { actors, cells }: Matrix,
  { all = false }: MatrixOptions,
): readonly MatrixSection[] {
  return kinds.flatMap(({ title, letters }): MatrixSection[] => {
    const own = cells.filter(({ command }) => letters.some((one) => one.command === command));
    if (own.length === 0) return [];
    const rows = rowsOf(own);
    const shown = all || rows.length <= longSection ? rows : rows.filter(({ ok }) => !ok);
    const present = new Set(own.map(({ actor }) => actor));
    const order = [...new Set([...actors, ...present])].filter((actor) => present.has(actor));
    return [{ title, letters, actors: order, rows: shown, left: rows.length - shown.length }];
  });
}

function rowsOf(cells: readonly MatrixCell[]): readonly (MatrixRow & { readonly ok: boolean })[] {
  const byObject = new Map<string, MatrixCell[]>();
  for (const cell of cells) {
    const { schema, name, arguments: given } = cell.object;
    const key = JSON.stringify([schema, name, given]);
    const known = byObject.get(key);
    if (known === undefined) byObject.set(key, [cell]);
    else known.push(cell);
  }
  return [...byObject.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const key = (actor: string, command: string) => JSON.stringify([actor, command]);
    const found = new Map(own.map((cell) => [key(cell.actor, cell.command), cell]));
    return [
      {
        object: first.object,
        ok: own.every(({ status }) => status === "ok"),
        cell: (actor: string, command: string) => found.get(key(actor, command)),
      },
    ];
  });
}

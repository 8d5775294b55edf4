import { counted } from "../sql/list.js";
import { visible } from "../visible.js";
import { type Matrix, summariseMatrix } from "./cells.js";
import { legendFor, markOf } from "./marks.js";
import { renderHttp, summariseHttp } from "./matrix-http.js";
import { renderBroken, renderNotes, renderUntested } from "./matrix-remarks.js";
import { type MatrixOptions, objectName } from "./objects.js";
import { type MatrixRow, type MatrixSection, sectionsOf } from "./sections.js";
import type { Style } from "./style.js";
import { columns, padColumns, shorten } from "./width.js";

/** Columns of the terminal; a matrix of the four actors fits, more actors continue in further blocks below. */
const widest = 100;
const margin = "  ";

/**
 * The matrix for a terminal: a row for each object, a group of S I U D for each actor; below it what is broken, what is
 * untested and the notes, and a last line with the totals. It does not end in a newline.
 */
export function renderMatrix(matrix: Matrix, style: Style, options: MatrixOptions = {}): string {
  const sections = sectionsOf(matrix, options);
  return [
    ...sections.map((section) => renderSection(section, style, options)),
    ...(sections.length === 0 ? [] : [renderLegend(matrix, sections, style)]),
    ...renderBroken(matrix, style, options),
    ...renderUntested(matrix, style, options),
    ...renderNotes(matrix, style, options),
    ...(matrix.http === undefined ? [] : renderHttp(matrix.http, style, options)),
    [summariseMatrix(matrix), ...(matrix.http === undefined ? [] : [summariseHttp(matrix.http)])].join("\n"),
  ].join("\n\n");
}

function renderSection(section: MatrixSection, style: Style, options: MatrixOptions): string {
  const names = section.rows.map((row) => rowName(row, options));
  const groups = section.actors.map((actor) => groupOf(actor, section));
  const nameWidth = nameColumn([section.title.slice(margin.length), ...names], groups);
  const blocks = blocksOf(groups, nameWidth).map((block, index) => {
    const layout = { letters: section.letters, block, nameWidth, style };
    return [
      headLine(index === 0 ? section.title : "", layout),
      letterLine(layout),
      ...section.rows.map((row, at) => rowLine(names[at] ?? "", row, layout)),
    ].join("\n");
  });
  const left = section.left === 0 ? [] : [`${margin}${style.dim(leftOut(section.left))}`];
  return [blocks.join("\n\n"), ...left].join("\n");
}

function leftOut(left: number): string {
  return `${counted(left, "row")} entirely ok, not shown; --all shows them`;
}

function rowName({ object }: MatrixRow, options: MatrixOptions): string {
  const name = objectName(object, options);
  const plain = ["table", "partitioned table", "function", "sequence", "routine"].includes(object.kind);
  return plain ? name : `${name} (${object.kind})`;
}

/** An actor's columns. */
interface ActorColumns {
  readonly actor: string;
  readonly title: string;
  readonly width: number;
}

function groupOf(actor: string, { letters }: MatrixSection): ActorColumns {
  const title = visible(actor);
  return { actor, title, width: Math.max(columns(title), letters.length * 2 - 1) };
}

function groupsWidth(groups: readonly ActorColumns[]): number {
  return groups.reduce((sum, { width }) => sum + margin.length + width, 0);
}

/** As wide as the longest name if everything fits; else the names are shortened, down to forty columns. */
function nameColumn(names: readonly string[], groups: readonly ActorColumns[]): number {
  const longest = Math.max(...names.map(columns));
  return Math.min(longest, Math.max(widest - margin.length - groupsWidth(groups), 40));
}

function blocksOf(groups: readonly ActorColumns[], nameWidth: number): readonly (readonly ActorColumns[])[] {
  const blocks: ActorColumns[][] = [];
  for (const group of groups) {
    const last = blocks.at(-1);
    if (last !== undefined && margin.length + nameWidth + groupsWidth([...last, group]) <= widest)
      last.push(group);
    else blocks.push([group]);
  }
  return blocks;
}

/** One block of a section: the actors that fit next to each other. */
interface BlockLayout {
  readonly letters: MatrixSection["letters"];
  readonly block: readonly ActorColumns[];
  readonly nameWidth: number;
  readonly style: Style;
}

function headLine(title: string, { block, nameWidth, style }: BlockLayout): string {
  const heads = block.map((group) => margin + padColumns(group.title, group.width));
  return `${style.bold(title)}${" ".repeat(margin.length + nameWidth - columns(title))}${heads.join("")}`.trimEnd();
}

function letterLine({ letters, block, nameWidth, style }: BlockLayout): string {
  const heads = block.map(({ width }) => padColumns(letters.map(({ letter }) => letter).join(" "), width));
  return style.dim(`${margin}${" ".repeat(nameWidth)}${margin}${heads.join(margin)}`.trimEnd());
}

function rowLine(name: string, row: MatrixRow, { letters, block, nameWidth, style }: BlockLayout): string {
  const groups = block.map(({ actor, width }) => {
    const marks = letters.map(({ command }) => {
      const cell = row.cell(actor, command);
      if (cell === undefined) return " ";
      const { sign, colour } = markOf(cell);
      return colour(style)(sign);
    });
    return margin + marks.join(" ") + " ".repeat(width - (letters.length * 2 - 1));
  });
  return `${margin}${padColumns(shorten(name, nameWidth), nameWidth)}${groups.join("")}`.trimEnd();
}

function renderLegend({ cells }: Matrix, sections: readonly MatrixSection[], style: Style): string {
  const marks = legendFor(cells).map(({ sign, word, colour }) => `${colour(style)(sign)} ${word}`);
  const letters = sections.map(({ letters }) =>
    letters.map(({ letter, command }) => `${letter} ${command}`).join(", "),
  );
  return [marks.join("   "), style.dim(letters.join("; "))].map((line) => margin + line).join("\n");
}

import { counted } from "../sql/list.js";
import { visible } from "../visible.js";
import { brokenCells, type Matrix, type MatrixCell, summariseMatrix, untestedOf } from "./cells.js";
import { legendFor, markOf } from "./marks.js";
import { type MatrixHttp, summariseHttp, untestedOverHttp } from "./matrix-http.js";
import { alsoBroken } from "./matrix-remarks.js";
import { type MatrixOptions, objectName } from "./objects.js";
import { type MatrixRow, type MatrixSection, sectionsOf } from "./sections.js";

/** The matrix as GitHub's Markdown: a table a section, then the broken cells. It ends in a newline. */
export function renderMatrixMarkdown(matrix: Matrix, options: MatrixOptions = {}): string {
  const sections = sectionsOf(matrix, options);
  const blocks = [
    ...sections.map((section) => renderSection(section, options)),
    ...(sections.length === 0 ? [] : [renderLegend(matrix, sections)]),
    `**${summariseMatrix(matrix)}**`,
    matrix.http === undefined ? "" : renderHttp(matrix.http, options),
    brokenCells(matrix)
      .map((cell) => renderCell(cell, options))
      .join("\n"),
    untestedOf(matrix, options)
      .map(
        ({ object, what, why }) =>
          `- untested ${code(object)}${what === "" ? "" : ` ${prose(what)}`}: ${prose(why)}`,
      )
      .join("\n"),
    matrix.notes
      .map(
        ({ object, message, why }) =>
          `- note ${code(objectName(object, options))}: ${prose(message)}; ${prose(why)}`,
      )
      .join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function renderHttp(http: MatrixHttp, options: MatrixOptions): string {
  const differing = http.differing.map(
    ({ object, actor, command, what }) =>
      `- differs over HTTP ${code(objectName(object, options))} ${prose(actor)} ${command}: ${prose(what)}`,
  );
  const untested = untestedOverHttp(http, options).map(
    ({ object, what, why }) => `- untested over HTTP ${code(object)} ${prose(what)}: ${prose(why)}`,
  );
  return [`**${prose(summariseHttp(http))}**`, "", ...differing, ...untested].join("\n").trimEnd();
}

/** Stands where an object has no such command, since spaces would fall together. */
const none = "–";

function renderSection(
  { title, letters, actors, rows, left }: MatrixSection,
  options: MatrixOptions,
): string {
  const head = [`${title} (${letters.map(({ letter }) => letter).join(" ")})`, ...actors.map(prose)];
  const lines = [
    `| ${head.join(" | ")} |`,
    `| ${head.map(() => "---").join(" | ")} |`,
    ...rows.map((row) => renderRow(row, letters, actors, options)),
  ];
  const after = left === 0 ? [] : ["", `${counted(left, "row")} entirely ok, not shown.`];
  return [...lines, ...after].join("\n");
}

function renderRow(
  row: MatrixRow,
  letters: MatrixSection["letters"],
  actors: readonly string[],
  options: MatrixOptions,
): string {
  const groups = actors.map((actor) => {
    const cells = letters.map(({ command }) => row.cell(actor, command));
    if (cells.every((cell) => cell === undefined)) return " ";
    const signs = code(cells.map((cell) => (cell === undefined ? none : markOf(cell).sign)).join(" "));
    return cells.some((cell) => cell?.status === "leak" || cell?.status === "lockout")
      ? `**${signs}**`
      : signs;
  });
  return `| ${[code(objectName(row.object, options)), ...groups].join(" | ")} |`;
}

function renderLegend({ cells }: Matrix, sections: readonly MatrixSection[]): string {
  const marks = legendFor(cells).map(({ sign, word }) => `${code(sign)} ${word}`);
  const letters = sections.flatMap((section) =>
    section.letters.map(({ letter, command }) => `${letter} ${command}`),
  );
  return [...marks, ...new Set(letters)].join(", ");
}

function renderCell(cell: MatrixCell, options: MatrixOptions): string {
  const [first, ...others] = cell.breaches;
  const sqlstate = first?.sqlstate === undefined ? "" : ` (${prose(first.sqlstate)})`;
  const script = options.scripts?.get(cell)?.path;
  const subject = `- **${cell.status}** ${code(objectName(cell.object, options))} ${prose(cell.actor)} ${cell.command}${sqlstate}`;
  return [
    `${subject}: ${prose(first?.what ?? "no single attempt shows it")}`,
    ...(first === undefined ? [] : [`  - why: ${prose(first.why)}`, `  - fix: ${prose(first.fix)}`]),
    ...(others.length === 0 ? [] : [`  - also: ${prose(alsoBroken(others.map(({ attack }) => attack)))}`]),
    ...(script === undefined ? [] : [`  - show: ${code(script)}`]),
  ].join("\n");
}

/** A code span; as an element where a span could not hold it, since a table is cut at pipes before spans are seen. */
function code(text: string): string {
  const line = visible(text);
  if (!/[`|\\]|^\s|\s$|^$/.test(line)) return `\`${line}\``;
  return `<code>${line.replace(/[^\p{L}\p{N}]/gu, entity)}</code>`;
}

/** Text in which nothing is Markdown, HTML, a link or a mention; lines continue after a break. */
function prose(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) =>
      visible(line)
        .replace(/[\\`*_[\]<>~#!]/g, "\\$&")
        .replace(/[&|@]|:(?=\/\/)|(?<=\bwww)\./gi, entity),
    )
    .join("<br>");
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

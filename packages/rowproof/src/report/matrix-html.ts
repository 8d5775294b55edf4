import { visible, visibleLines } from "../visible.js";
import { brokenCells, type Matrix, type MatrixCell, summariseMatrix, untestedOf } from "./cells.js";
import { legendFor, markOf } from "./marks.js";
import { matrixStyle } from "./matrix-html-style.js";
import { summariseHttp } from "./matrix-http.js";
import { alsoBroken } from "./matrix-remarks.js";
import { type MatrixOptions, objectName } from "./objects.js";
import { type MatrixRow, type MatrixSection, sectionsOf } from "./sections.js";

/**
 * The matrix as one page that needs nothing else: no script, no file, no address. Every row is in it. What comes from
 * outside is escaped, and a policy of its own forbids the page to load anything.
 */
export function renderMatrixHtml(matrix: Matrix, options: MatrixOptions = {}): string {
  const numbers = new Map(brokenCells(matrix).map((cell, index) => [cell, index + 1]));
  const page: Page = { matrix, options, numbers };
  const summary = summariseMatrix(matrix);
  const lines = [summary, ...(matrix.http === undefined ? [] : [summariseHttp(matrix.http)])];
  const totals = lines.map((line) => `<p class="summary">${escaped(line)}</p>`).join("");
  const body = [
    `<header><h1>Who can touch what</h1>${totals}${legend(page)}</header>`,
    "<main>",
    ...sectionsOf(matrix, { ...options, all: true }).map((section) => sectionHtml(section, page)),
    brokenHtml(page),
    untestedHtml(page),
    notesHtml(page),
    "</main>",
  ];
  return [
    "<!doctype html>",
    '<html lang="en">',
    head(summary),
    "<body>",
    ...body.filter((part) => part !== ""),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

interface Page {
  readonly matrix: Matrix;
  readonly options: MatrixOptions;
  /** The number of each broken cell, to link to it. */
  readonly numbers: ReadonlyMap<MatrixCell, number>;
}

function head(summary: string): string {
  return `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Rowproof: ${escaped(summary)}</title>
<style>
${matrixStyle}
</style>
</head>`;
}

function legend({ matrix }: Page): string {
  const items = legendFor(matrix.cells).map(
    ({ sign, word, name }) => `<li><span class="mark ${name}" aria-hidden="true">${sign}</span> ${word}</li>`,
  );
  return `<ul class="legend" aria-label="Legend">${items.join("")}</ul>`;
}

function sectionHtml({ title, letters, actors, rows }: MatrixSection, page: Page): string {
  const groups = actors.map(
    (actor) => `<th scope="colgroup" colspan="${letters.length}">${escaped(visible(actor))}</th>`,
  );
  const heads = actors.flatMap(() =>
    letters.map(
      ({ letter, command }, index) =>
        `<th scope="col"${first(index)}><abbr title="${command}">${letter}</abbr></th>`,
    ),
  );
  const cells = (row: MatrixRow) =>
    actors.flatMap((actor) => letters.map(({ command }, at) => cellHtml(row.cell(actor, command), at, page)));
  const lines = rows.map(
    (row) => `<tr><th scope="row">${nameHtml(row, page)}</th>${cells(row).join("")}</tr>`,
  );
  return `<section><h2>${title}</h2>
<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr><th scope="col" rowspan="2">Object</th>${groups.join("")}</tr><tr>${heads.join("")}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody></table></div></section>`;
}

/** Where the columns of an actor begin. */
function first(index: number): string {
  return index === 0 ? ' class="first"' : "";
}

function nameHtml({ object }: MatrixRow, { options }: Page): string {
  return `<code>${escaped(objectName(object, options))}</code> <small>${escaped(visible(object.kind))}</small>`;
}

function cellHtml(cell: MatrixCell | undefined, index: number, { numbers }: Page): string {
  if (cell === undefined) return `<td${first(index)}></td>`;
  const { sign, name, word } = markOf(cell);
  const title = escaped(visible(`${cell.actor}, ${cell.command}: ${word}`));
  const mark = `<span class="mark ${name}" role="img" title="${title}" aria-label="${title}">${sign}</span>`;
  const number = numbers.get(cell);
  return `<td${first(index)}>${number === undefined ? mark : `<a href="#broken-${number}">${mark}</a>`}</td>`;
}

function brokenHtml(page: Page): string {
  const all = [...page.numbers].map(([cell, number]) => brokenCellHtml(cell, number, page));
  return all.length === 0 ? "" : `<section><h2>Broken</h2>\n${all.join("\n")}\n</section>`;
}

function brokenCellHtml(cell: MatrixCell, number: number, { options }: Page): string {
  const [breach, ...others] = cell.breaches;
  const code = breach?.sqlstate === undefined ? "" : ` (${escaped(visible(breach.sqlstate))})`;
  const subject = `${objectName(cell.object, options)} ${visible(cell.actor)} ${cell.command}`;
  const terms: readonly (readonly [string, string])[] = [
    ["what", `${breach?.what ?? "no single attempt shows it"}`],
    ...(breach === undefined
      ? []
      : ([
          ["why", breach.why],
          ["fix", breach.fix],
        ] as const)),
    ...(others.length === 0 ? [] : ([["also", alsoBroken(others.map(({ attack }) => attack))]] as const)),
  ];
  const list = terms
    .map(([term, text]) => `<dt>${term}</dt><dd>${escaped(visibleLines(text))}</dd>`)
    .join("");
  return `<article id="broken-${number}"><h3><span class="mark ${cell.status}">${cell.status}</span> ${escaped(subject)}${code}</h3>
<dl>${list}</dl>${scriptHtml(cell, options)}</article>`;
}

function scriptHtml(cell: MatrixCell, { scripts }: MatrixOptions): string {
  const script = scripts?.get(cell);
  if (script === undefined) return "";
  // A newline right after <pre> is not part of its text.
  return `<details><summary>Script: <code>${escaped(visible(script.path))}</code></summary><pre>
${escaped(visibleLines(script.text))}</pre></details>`;
}

function untestedHtml({ matrix, options }: Page): string {
  const items = untestedOf(matrix, options).map(
    ({ object, what, why }) =>
      `<li><code>${escaped(object)}</code> ${escaped(visible(what))}: ${escaped(visibleLines(why))}</li>`,
  );
  return items.length === 0 ? "" : `<section><h2>Untested</h2>\n<ul>\n${items.join("\n")}\n</ul></section>`;
}

function notesHtml({ matrix, options }: Page): string {
  const items = matrix.notes.map(
    ({ object, message, why }) =>
      `<li><code>${escaped(objectName(object, options))}</code> ${escaped(visibleLines(message))}: ${escaped(visibleLines(why))}</li>`,
  );
  return items.length === 0 ? "" : `<section><h2>Notes</h2>\n<ul>\n${items.join("\n")}\n</ul></section>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replace(/[&<>"']/g, (character) => `&${entities[character] ?? "#39"};`);
}

import { counted } from "../sql/list.js";
import { visible, visibleLines } from "../visible.js";
import { brokenCells, type Matrix, type MatrixCell, untestedOf } from "./cells.js";
import { labelled } from "./diagnostic.js";
import { type MatrixOptions, objectName } from "./objects.js";
import type { Style } from "./style.js";

/** Each broken cell: what happened, why, how to fix it, and the script that shows it. */
export function renderBroken(matrix: Matrix, style: Style, options: MatrixOptions): readonly string[] {
  return brokenCells(matrix).map((cell) => renderCell(cell, style, options));
}

function renderCell(cell: MatrixCell, style: Style, options: MatrixOptions): string {
  const [first, ...others] = cell.breaches;
  const colour = cell.status === "leak" ? style.red : style.yellow;
  const code = first?.sqlstate === undefined ? "" : ` (${visible(first.sqlstate)})`;
  const subject = `${cell.status} ${objectName(cell.object, options)} ${visible(cell.actor)} ${cell.command}${code}:`;
  const script = options.scripts?.get(cell)?.path;
  return [
    `${colour(subject)} ${visible(first?.what ?? "no single attempt shows it")}`,
    ...(first === undefined
      ? []
      : [labelled("why:", visibleLines(first.why)), labelled("fix:", visibleLines(first.fix))]),
    ...(others.length === 0 ? [] : [labelled("also:", alsoBroken(others.map(({ attack }) => attack)))]),
    ...(script === undefined ? [] : [labelled("show:", visible(script))]),
  ].join("\n");
}

/** `3 more attempts: select/key, update/take-over (2)`. */
export function alsoBroken(attacks: readonly string[]): string {
  const kinds = [...new Set(attacks)].map((kind) => {
    const number = attacks.filter((attack) => attack === kind).length;
    return visible(kind) + (number === 1 ? "" : ` (${number})`);
  });
  return `${counted(attacks.length, "more attempt")}: ${kinds.join(", ")}`;
}

/** What was not tested, by name. */
export function renderUntested(matrix: Matrix, style: Style, options: MatrixOptions): readonly string[] {
  return untestedOf(matrix, options).map(({ object, what, why }) => {
    const subject = style.yellow(`untested ${object}${what === "" ? "" : ":"}`);
    return [`${subject}${what === "" ? "" : ` ${visible(what)}`}`, labelled("why:", visibleLines(why))].join(
      "\n",
    );
  });
}

/** Notes: they break nothing. */
export function renderNotes(matrix: Matrix, style: Style, options: MatrixOptions): readonly string[] {
  return matrix.notes.map(({ id, object, message, why }) =>
    [
      `${style.cyan(`note ${visible(id)} ${objectName(object, options)}:`)} ${visible(message)}`,
      labelled("why:", visibleLines(why)),
    ].join("\n"),
  );
}

import { listed } from "../sql/list.js";
/** A code span that shows a text unchanged on one line, whatever backticks, pipes or line breaks it contains. */
export function code(text: string): string {
  const line = oneLine(text) || " ";
  // A table's cells are cut at pipes before code spans are seen, and no escape says a backslash with a pipe after it.
  if (line.includes("\\|")) return `<code>${line.replace(/[&<>`*_[\]\\|~$]/g, entity)}</code>`;
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  const pad = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A sentence that a person wrote: its code spans stay code, the rest is text. */
export function prose(text: string): string {
  const line = oneLine(text).trim();
  const parts = line.split(/(?<!`)`([^`]+)`(?!`)/);
  const written = parts.map((part, index) => (index % 2 === 1 ? code(part) : escaped(part))).join("");
  // At the start of a line these would begin a heading, a list or a quotation.
  return written.replace(/^(\d+)(?=[.)])/, "$1\\").replace(/^(?=[#+>=-])/, "\\");
}

/** Names as code, the way a sentence lists them. */
export function codes(names: readonly string[], last = "and"): string {
  return listed(names.map(code), last);
}

/** Names as code in a fixed order, such as those of a key. */
export function tuple(names: readonly string[]): string {
  return names.map(code).join(", ");
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A table without padding, so that a changed row does not change the others. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Blocks with an empty line between them; empty ones are left out. */
export function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What GitHub makes of a heading's text, to link to it. */
export function slug(heading: string): string {
  return oneLine(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*<[\]~$]/g, "\\$&")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, (run) => run.replaceAll("_", "\\_"));
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function oneLine(text: string): string {
  return text.replace(/[ \t]*[\r\n]+[ \t]*/g, " ");
}

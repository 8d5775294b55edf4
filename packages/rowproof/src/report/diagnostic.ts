import path from "node:path";
import type { Diagnostic, Finding, Level } from "../diagnostic.js";
import { indent, type Style } from "./style.js";

const levels: Readonly<Record<Level, (style: Style) => (text: string) => string>> = {
  error: (style) => style.red,
  warning: (style) => style.yellow,
  note: (style) => style.cyan,
};

/**
 * A diagnostic in Postgres's message style: a short primary line, then why, then how to fix it.
 *
 * ```
 * error contract/unknown-column (42703): column "user_id" of table "DailyMood" does not exist
 *   at:   rowproof.config.ts:14:21
 *   why:  …
 *   fix: …
 * ```
 */
export function renderDiagnostic(
  diagnostic: Diagnostic & { readonly excerpt?: string; readonly details?: readonly Diagnostic[] },
  style: Style,
  level: Level = "error",
): string {
  const code = diagnostic.sqlstate === undefined ? "" : ` (${diagnostic.sqlstate})`;
  const lines = [`${levels[level](style)(`${level} ${diagnostic.id}${code}:`)} ${diagnostic.message}`];
  if (diagnostic.place !== undefined) {
    const { file, line, column } = diagnostic.place;
    lines.push(
      labelled("at:", [shortPath(file), line, column].filter((part) => part !== undefined).join(":")),
    );
  }
  if (diagnostic.excerpt !== undefined) lines.push(indent(diagnostic.excerpt, "    "));
  lines.push(labelled("why:", diagnostic.why), labelled("fix:", diagnostic.fix));
  for (const detail of diagnostic.details ?? []) lines.push(indent(renderDiagnostic(detail, style), "  "));
  return lines.join("\n");
}

/** A finding: the same, at its own level. */
export function renderFinding(finding: Finding, style: Style): string {
  return renderDiagnostic(finding, style, finding.level);
}

/** `why:` and its sentence, further lines aligned under the first. */
export function labelled(label: string, text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return [`  ${label.padEnd(6)}${first}`, ...rest.map((line) => `        ${line}`)].join("\n");
}

/** A path as one would type it here: relative where that is shorter. */
export function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative !== "" && relative.length < file.length ? relative : file;
}

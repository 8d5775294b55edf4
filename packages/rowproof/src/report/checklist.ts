import type { Finding } from "../diagnostic.js";
import { counted } from "../sql/list.js";
import { renderFinding } from "./diagnostic.js";
import { indent, type Style } from "./style.js";

/** One line of the checklist: a sentence that is true, or the findings that say why it is not. */
export interface ChecklistLine {
  readonly part: "verification" | "security";
  readonly holds: string;
  /** How much was checked, such as "12 of 12 tables". */
  readonly summary: string | undefined;
  /** Why the line could not be decided: a finding of another line prevents it. */
  readonly undecided?: string | undefined;
  readonly findings: readonly Finding[];
}

const titles = { verification: "Verification", security: "Security checklist" } as const;

/** Every line of the checklist, ticked or explained, and a last line that sums it up. */
export function renderChecklist(lines: readonly ChecklistLine[], style: Style): string {
  const parts = (["verification", "security"] as const).map((part) =>
    [
      style.bold(titles[part]),
      ...lines.filter((line) => line.part === part).map((line) => renderLine(line, style)),
    ].join("\n"),
  );
  return [...parts, summarise(lines)].join("\n\n");
}

function renderLine(line: ChecklistLine, style: Style): string {
  const summary = line.summary ? style.dim(` (${line.summary})`) : "";
  const undecided = line.undecided === undefined ? [] : [`      not decided: ${line.undecided}`];
  const findings = line.findings.map((finding) => indent(renderFinding(finding, style), "      "));
  return [`  ${mark(line, style)} ${line.holds}${summary}`, ...undecided, ...findings].join("\n");
}

/** A cross for an error, another mark for a warning, an undecided line or a note, else a tick. */
export function mark(line: Pick<ChecklistLine, "findings" | "undecided">, style: Style): string {
  if (line.findings.some((finding) => finding.level === "error")) return style.red("✗");
  if (line.findings.some((finding) => finding.level === "warning")) return style.yellow("!");
  if (line.undecided !== undefined) return style.yellow("?");
  return line.findings.length > 0 ? style.cyan("~") : style.green("✓");
}

/** `clean`, or how many findings of each level. */
export function summarise(lines: readonly ChecklistLine[]): string {
  const findings = lines.flatMap((line) => line.findings);
  const parts = (["error", "warning", "note"] as const).flatMap((level) => {
    const number = findings.filter((finding) => finding.level === level).length;
    return number === 0 ? [] : [counted(number, level)];
  });
  const held = lines.filter((line) => line.undecided === undefined && line.findings.length === 0).length;
  const open = lines.filter((line) => line.undecided !== undefined).length;
  if (open > 0) parts.push(`${open} not decided`);
  const lead = `${held} of ${lines.length} hold`;
  return parts.length === 0 ? `clean: ${lead}` : `${lead}: ${parts.join(", ")}`;
}

import type { CheckResult } from "../check/run.js";
import type { Finding } from "../diagnostic.js";
import { mark, summarise } from "../report/checklist.js";
import { plain } from "../report/style.js";
import { displayName } from "../sql/sql.js";
import { blocks, bullets, code, prose } from "./markdown.js";
import type { Material } from "./material.js";

const titles = { verification: "Verification", security: "Security" } as const;

/** The lines of `verify`, with their findings. */
export function checklistSection({ results }: Material): string {
  const part = (name: keyof typeof titles) => {
    const items = results.filter((line) => line.part === name).map(lineOf);
    return blocks(`### ${titles[name]}`, bullets(items));
  };
  return blocks(
    "## Checklist",
    "`✓` holds, `~` holds with notes, `!` is doubtful, `✗` does not hold, `?` is not decided. `npx rowproof verify` explains each finding and its fix.",
    part("verification"),
    part("security"),
    `Result: ${summaryOf(results)}.`,
  );
}

/** One finding in one line: its mark and what it says. */
export function findingLine(finding: Finding): string {
  return `${mark({ findings: [finding] }, plain)} ${prose(finding.message)} (${code(finding.id)})`;
}

/** `clean`, or not, and the numbers. */
export function summaryOf(results: readonly CheckResult[]): string {
  const summary = summarise(results).replace(/^clean: /, "");
  const wrong = results.some(
    ({ findings, undecided }) => undecided !== undefined || findings.some(({ level }) => level !== "note"),
  );
  return `${wrong ? "**not clean**" : "clean"} (${summary})`;
}

function lineOf(result: CheckResult): string {
  const summary = result.summary === undefined ? "" : ` (${result.summary})`;
  const undecided = result.undecided === undefined ? [] : [`not decided: ${prose(result.undecided)}`];
  const under = [...undecided, ...result.findings.map(findingLine)].map((item) => `\n  - ${item}`);
  return `${mark(result, plain)} ${prose(`${result.holds}${summary}`)}${under.join("")}`;
}

/** The results without the database's name, which may differ elsewhere. */
export function withoutName(results: readonly CheckResult[], database: string): readonly CheckResult[] {
  const named = `database ${displayName(database)}`;
  const nameless = (finding: Finding) => ({
    ...finding,
    message: finding.message.replaceAll(named, "this database"),
  });
  return results.map((result) => ({ ...result, findings: result.findings.map(nameless) }));
}

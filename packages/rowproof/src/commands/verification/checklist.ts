import type { CheckResult } from "../../check/run.js";
import type { Finding } from "../../diagnostic.js";
import type { Verification } from "./verification.js";

/** The findings of all lines. */
export function findingsOf(results: readonly CheckResult[]): readonly Finding[] {
  return results.flatMap((result) => result.findings);
}

/** Whether anything is wrong or open: an error, a warning, or a line that could not be decided. A note changes nothing. */
export function hasFindings(results: readonly CheckResult[]): boolean {
  return (
    results.some(({ undecided }) => undecided !== undefined) ||
    findingsOf(results).some((finding) => finding.level !== "note")
  );
}

/** The checklist as JSON. */
export function checklistDocument({ results, contract: { catalog } }: Verification): object {
  return {
    clean: !hasFindings(results),
    server: catalog.server.versionNumber,
    checks: results.map(({ id, part, holds, summary, undecided, findings }) => ({
      id,
      part,
      holds,
      summary,
      undecided,
      findings,
    })),
  };
}

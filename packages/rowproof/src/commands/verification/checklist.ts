import type { CheckResult } from "../../check/run.js";
import type { Finding } from "../../diagnostic.js";
import type { Verification } from "./verification.js";

/** One line of the checklist. */
type ChecklistItem = Pick<CheckResult, "id" | "part" | "holds" | "summary" | "undecided" | "findings">;

/** A database held against its contract. */
export interface Checklist {
  /** Whether nothing is wrong and nothing is undecided; notes do not count. */
  readonly clean: boolean;
  /** The server's version number, such as 170010. */
  readonly server: number;
  readonly checks: readonly ChecklistItem[];
}

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

/** The checklist of a verification. */
export function checklistOf({ results, contract }: Verification): Checklist {
  return {
    clean: !hasFindings(results),
    server: contract.catalog.server.versionNumber,
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

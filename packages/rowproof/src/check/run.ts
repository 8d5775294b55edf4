import type { ResolvedContract } from "../contract/resolved.js";
import type { Finding } from "../diagnostic.js";
import type { Check, Part } from "./check.js";
import { checks } from "./checks.js";
import { type CheckContext, readCheckContext } from "./context.js";

/** One line of the report: what should hold, and what contradicts it. */
export interface CheckResult {
  /** Stable name of the check, in kebab case. */
  readonly id: string;
  readonly part: Part;
  /** The sentence that holds where `findings` is empty and `undecided` is undefined. */
  readonly holds: string;
  /** How much was looked at, such as `12 of 12 tables`. */
  readonly summary: string | undefined;
  /** Why the sentence cannot be said to hold although `findings` is empty; another line then has the cause. */
  readonly undecided: string | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Compares a database with its contract, check by check. Reads only its arguments, and never passes what it could
 * not check: that is a finding.
 */
export async function runChecks(contract: ResolvedContract): Promise<readonly CheckResult[]> {
  return runChecksOn(await readCheckContext(contract));
}

/** `runChecks` for a context that was read already. */
export function runChecksOn(context: CheckContext): readonly CheckResult[] {
  return checks.map((check) => runCheck(check, context));
}

function runCheck(check: Check, context: CheckContext): CheckResult {
  const findings = check.find(context);
  return {
    id: check.id,
    part: check.part,
    holds: check.holds,
    summary: check.summary?.(context),
    undecided: findings.length === 0 ? check.undecided?.(context) : undefined,
    findings,
  };
}

/** All findings of `runChecks`, in their order. */
export async function checkDatabase(contract: ResolvedContract): Promise<readonly Finding[]> {
  return (await runChecks(contract)).flatMap(({ findings }) => findings);
}

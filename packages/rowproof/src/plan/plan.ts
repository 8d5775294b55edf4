import type { RelationName } from "../catalog/facts.js";
import type { CheckContext } from "../check/context.js";
import { type CheckResult, runChecksOn } from "../check/run.js";
import type { Finding } from "../diagnostic.js";
import type { Group, Phase, Planned } from "./action.js";
import { together } from "./action.js";
import { allBlamed } from "./blamed-policies.js";
import { keptPolicies } from "./kept-policies.js";
import { alongside, planners } from "./planners.js";
import type { Planning } from "./planning.js";
import { enableUserKeys, withUserKeys } from "./user-keys.js";
import type { Violations } from "./violations.js";
import { wantedKeys } from "./wanted-keys.js";

export interface PlanOptions {
  /** Whether to drop conflicting policies that were not made from a contract. */
  readonly prune?: boolean;
  /** The rows that violate keys; see `keysToCheck`. */
  readonly violations?: Violations;
  /** Whether the same migration creates the table: nobody uses it yet, so its indexes may block writers. */
  readonly isNew?: (table: RelationName) => boolean;
}

/** What a database lacks to match its contract. */
export interface Plan {
  /** The statements in the order in which they run, in groups. Empty if nothing is missing. */
  readonly groups: readonly Group[];
  /** What is wrong and no plan can fix. If there is any, the groups alone do not make the database clean. */
  readonly refusals: readonly Finding[];
  /** What a role can do now and cannot do afterwards. */
  readonly removals: readonly string[];
  /** What the plan leaves unchanged and the reader should know. */
  readonly notes: readonly string[];
}

/**
 * The statements that a database lacks to match its contract, and only those. What `verify` calls clean needs no
 * statement. Every other finding is either fixed by a statement or refused, so that nothing is skipped.
 *
 * @param context contract and catalog, with the contract's conditions bound (`bindPredicates`).
 */
export function planDatabase(context: CheckContext, options: PlanOptions = {}): Plan {
  const results = runChecksOn(context);
  const found = results.flatMap((result) => result.findings);
  const findings = found.filter(({ level }) => level !== "note");
  const enabled = withUserKeys(context);
  const planning: Planning = {
    context: enabled,
    blamed: allBlamed({ context: enabled, findings }),
    keys: wantedKeys(enabled),
    findings,
    prune: options.prune === true,
    violations: options.violations ?? new Map(),
    isNew: options.isNew ?? (() => false),
  };
  const needed = together([
    enableUserKeys(context, findings),
    ...planners.map((planner) => planner.plan(planning)),
  ]);
  const all =
    needed.groups.length === 0
      ? needed
      : together([needed, ...alongside.map((planner) => planner.plan(planning))]);
  const refused = all.groups.length === 0 ? stillWrong(results, all.refusals) : [];
  return arrange(all, [...unmended(findings), ...refused], [...keptPolicies(planning), ...otherRoles(found)]);
}

/** A plan for a database that is not clean is never empty without a refusal, whatever a planner claims to fix. */
function stillWrong(results: readonly CheckResult[], refusals: readonly Finding[]): readonly Finding[] {
  if (refusals.length > 0) return [];
  return results.flatMap(({ id, holds, undecided, findings }): readonly Finding[] => {
    const wrong = findings.filter(({ level }) => level !== "note");
    if (wrong.length > 0 || undecided === undefined) return wrong;
    return [
      {
        id: "plan/undecided",
        level: "error",
        object: id,
        message: `it is not decided whether this holds: ${holds}`,
        why: undecided,
        fix: "fix that first, then plan again",
      },
    ];
  });
}

/** Roles outside the contract: their access stays, and a note says so. */
function otherRoles(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ id }) => id === "grant/other-role" || id === "policy/other-role")
    .map(({ message }) => `${message}, which stays: the contract does not name that role`);
}

/** Findings that no planner handles. */
function unmended(findings: readonly Finding[]): readonly Finding[] {
  const fixed = new Set(planners.flatMap(({ fixes }) => fixes));
  return findings.filter(({ id }) => !fixed.has(id));
}

function arrange(all: Planned, unmendable: readonly Finding[], notes: readonly string[]): Plan {
  const phases: readonly Phase[] = ["before", "within", "after"];
  const refusals = [...unmendable, ...all.refusals];
  return {
    groups: phases.flatMap((phase) => all.groups.filter((group) => group.phase === phase)),
    refusals: [...new Map(refusals.map((one) => [`${one.id}\0${one.object}\0${one.message}`, one])).values()],
    removals: [...new Set(all.removals)],
    notes: all.groups.length === 0 ? [] : notes,
  };
}

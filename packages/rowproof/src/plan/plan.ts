import type { RelationName } from "../catalog/facts.js";
import { type CheckResult, checkSubject } from "../check/run.js";
import type { Subject } from "../check/subject.js";
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
  /** Whether policies that the contract does not know, and that go against it, are dropped. */
  readonly prune?: boolean;
  /** Which rows stand in the way of keys; see `keysToCheck`. */
  readonly violations?: Violations;
  /** Whether the same migration makes the table: nobody uses it yet, so that its indexes need no care. */
  readonly isNew?: (table: RelationName) => boolean;
}

/** What a database lacks to be as its contract says. */
export interface Plan {
  /** The statements in the order in which they run, in groups. Empty where nothing is lacking. */
  readonly groups: readonly Group[];
  /** What is wrong and no plan can fix. Where there is any, the groups alone would not lead to a clean database. */
  readonly refusals: readonly Finding[];
  /** What somebody can do now and will not be able to do afterwards. */
  readonly removals: readonly string[];
  /** What is left as it is and should be known. */
  readonly notes: readonly string[];
}

/**
 * The statements that are missing for a database to obey its contract, and only those. What `verify` calls clean needs no
 * statement; what it does not is either fixed by one or refused, so that nothing is passed over.
 *
 * @param subject contract and catalog, with the contract's conditions bound (`bindPredicates`).
 */
export function planSubject(subject: Subject, options: PlanOptions = {}): Plan {
  const results = checkSubject(subject);
  const found = results.flatMap((result) => result.findings);
  const findings = found.filter(({ level }) => level !== "note");
  const enabled = withUserKeys(subject);
  const planning: Planning = {
    subject: enabled,
    blamed: allBlamed({ subject: enabled, findings }),
    keys: wantedKeys(enabled),
    findings,
    prune: options.prune === true,
    violations: options.violations ?? new Map(),
    isNew: options.isNew ?? (() => false),
  };
  const needed = together([
    enableUserKeys(subject, findings),
    ...planners.map((planner) => planner.plan(planning)),
  ]);
  const all =
    needed.groups.length === 0
      ? needed
      : together([needed, ...alongside.map((planner) => planner.plan(planning))]);
  const refused = all.groups.length === 0 ? stillWrong(results, all.refusals) : [];
  return arrange(all, [...unmended(findings), ...refused], [...keptPolicies(planning), ...otherRoles(found)]);
}

/** A database that is not clean is never told to have nothing to plan, whatever a planner claims to fix. */
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
        message: `it could not be decided whether this holds: ${holds}`,
        why: undecided,
        fix: "fix what is said there, then plan again",
      },
    ];
  });
}

/** Roles that the contract does not speak of: what they may do stays, and is said. */
function otherRoles(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ id }) => id === "grant/other-role" || id === "policy/other-role")
    .map(({ message }) => `${message}, which stays: the contract does not speak of that role`);
}

/** Findings that no planner has anything to say about. */
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

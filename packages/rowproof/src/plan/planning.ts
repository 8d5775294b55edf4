import type { RelationName } from "../catalog/facts.js";
import type { Subject } from "../check/subject.js";
import type { Finding } from "../diagnostic.js";
import type { Planned } from "./action.js";
import type { Violations } from "./violations.js";
import type { WantedKey } from "./wanted-keys.js";

/** What every planner looks at. */
export interface Planning {
  readonly subject: Subject;
  /** What `verify` finds, without notes: a planner fixes all of these that have an id of its own. */
  readonly findings: readonly Finding[];
  /** Whether policies that the contract does not know may be dropped. */
  readonly prune: boolean;
  /** Which rows stand in the way of the constraints that are to be added. */
  readonly violations: Violations;
  /** The policies that stand between the database and the contract, as `policyObject` names them. */
  readonly blamed: ReadonlySet<string>;
  /** The foreign keys that are to be added or replaced. */
  readonly keys: readonly WantedKey[];
  /** Whether the same migration makes the table. */
  isNew(table: RelationName): boolean;
}

/** One aspect of a database: what is missing for it to be as the contract says. */
export interface Planner {
  /** The ids of the findings that its statements fix, or that it refuses itself with better words. */
  readonly fixes: readonly string[];
  plan(planning: Planning): Planned;
}

/** The findings of some ids. */
export function findingsOf({ findings }: Planning, ...ids: readonly string[]): readonly Finding[] {
  return findings.filter(({ id }) => ids.includes(id));
}

import type { RelationName } from "../catalog/facts.js";
import type { CheckContext } from "../check/context.js";
import type { Finding } from "../diagnostic.js";
import type { Planned } from "./action.js";
import type { Violations } from "./violations.js";
import type { WantedKey } from "./wanted-keys.js";

/** What every planner looks at. */
export interface Planning {
  readonly context: CheckContext;
  /** What `verify` finds, without notes: a planner fixes all of these that have one of its ids. */
  readonly findings: readonly Finding[];
  /** Whether policies that were not made from a contract may be dropped. */
  readonly prune: boolean;
  /** The rows that violate the constraints to add. */
  readonly violations: Violations;
  /** The policies that conflict with the contract, as `policyObject` names them. */
  readonly blamed: ReadonlySet<string>;
  /** The foreign keys to add or replace. */
  readonly keys: readonly WantedKey[];
  /** Whether the same migration creates the table. */
  isNew(table: RelationName): boolean;
}

/** Plans one aspect of a database: the statements that it lacks to match the contract. */
export interface Planner {
  /** The ids of the findings that it fixes, or refuses with a better message. */
  readonly fixes: readonly string[];
  plan(planning: Planning): Planned;
}

/** The findings of some ids. */
export function findingsOf({ findings }: Planning, ...ids: readonly string[]): readonly Finding[] {
  return findings.filter(({ id }) => ids.includes(id));
}

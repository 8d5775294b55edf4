import type { Attempt, Outcome } from "./session.js";
import type { TargetRow } from "./target-rows.js";

/** The result of reading a relation as one actor. */
export interface ReadResult {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** The seeded rows of the relation, each with whether the contract allows it. */
  readonly targetRows: readonly TargetRow[];
}

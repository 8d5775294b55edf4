import type { Attempt, Outcome } from "./session.js";
import type { TargetRow } from "./target-rows.js";

/** What reading a relation gave one actor. */
export interface ReadResult {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** The seeded rows that could have come, each with what the contract says. */
  readonly targetRows: readonly TargetRow[];
}

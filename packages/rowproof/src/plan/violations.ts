/** Rows that violate a constraint, by their keys. */
export interface Violation {
  /** `id = 7`, one per row; at most twenty. */
  readonly keys: readonly string[];
  /** Whether there are more. */
  readonly more: boolean;
}

/**
 * By the key of a wanted constraint (`constraintKey`). An entry without keys: no row violates it. No entry: it was not checked.
 */
export type Violations = ReadonlyMap<string, Violation>;

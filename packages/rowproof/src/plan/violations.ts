/** Rows that a constraint does not allow, by their keys. */
export interface Violation {
  /** `id = 7`, a row each; at most twenty. */
  readonly keys: readonly string[];
  /** Whether there are more than are listed. */
  readonly more: boolean;
}

/**
 * By the key of a wanted constraint (`constraintKey`). An entry without keys: every row obeys. No entry: it was not looked at.
 */
export type Violations = ReadonlyMap<string, Violation>;

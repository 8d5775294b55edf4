import type { Finding } from "../diagnostic.js";

/**
 * When a statement runs: before the transaction and outside of it, because it takes long and lets others work meanwhile; in
 * it; or after it, because it looks at every row and needs only a light lock.
 */
export type Phase = "before" | "within" | "after";

/** One statement of a plan. */
export interface Action {
  /** With its semicolon. */
  readonly sql: string;
  /** Which lock it takes, on what, and what that keeps others from (PostgreSQL documentation, "Explicit Locking"). */
  readonly lock: string;
}

/** Statements that belong together, and why they are there. */
export interface Group {
  readonly phase: Phase;
  /** What it is about, as Postgres would name it. */
  readonly object: string;
  /** Whole sentences; the file has them as the comment over the statements. */
  readonly reason: string;
  readonly actions: readonly Action[];
}

/** What one planner has to say. */
export interface Planned {
  readonly groups: readonly Group[];
  /** What is wrong and cannot be fixed by a plan: whoever made it has to decide. */
  readonly refusals: readonly Finding[];
  /** What somebody can do now and will not be able to do afterwards, one sentence each. */
  readonly removals: readonly string[];
}

/** A planner's answer, the parts that it does not speak of being empty. */
export function planned(parts: Partial<Planned>): Planned {
  return { groups: [], refusals: [], removals: [], ...parts };
}

/** Several answers as one, in their order. */
export function together(all: readonly Planned[]): Planned {
  return {
    groups: all.flatMap(({ groups }) => groups),
    refusals: all.flatMap(({ refusals }) => refusals),
    removals: all.flatMap(({ removals }) => removals),
  };
}

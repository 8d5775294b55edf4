import type { Finding } from "../diagnostic.js";

/**
 * When a statement runs: before the transaction and outside it, because it takes long and lets others continue; in
 * it; or after it, because it looks at every row and needs only a light lock.
 */
export type Phase = "before" | "within" | "after";

/** One statement of a plan. */
export interface Action {
  /** With its semicolon. */
  readonly sql: string;
  /** Which lock it takes, on what, and what that blocks (PostgreSQL documentation, "Explicit Locking"). */
  readonly lock: string;
}

/** Statements that belong together, and why they are there. */
export interface Group {
  readonly phase: Phase;
  /** The object that they change, as Postgres names it. */
  readonly object: string;
  /** Whole sentences; the file has them as the comment above the statements. */
  readonly reason: string;
  readonly actions: readonly Action[];
}

/** The result of one planner. */
export interface Planned {
  readonly groups: readonly Group[];
  /** What is wrong and a plan cannot fix: a person has to decide. */
  readonly refusals: readonly Finding[];
  /** What a role can do now and cannot do afterwards, one sentence each. */
  readonly removals: readonly string[];
}

/** A planner's result; the parts that are not given are empty. */
export function planned(parts: Partial<Planned>): Planned {
  return { groups: [], refusals: [], removals: [], ...parts };
}

/** Several results as one, in their order. */
export function together(all: readonly Planned[]): Planned {
  return {
    groups: all.flatMap(({ groups }) => groups),
    refusals: all.flatMap(({ refusals }) => refusals),
    removals: all.flatMap(({ removals }) => removals),
  };
}

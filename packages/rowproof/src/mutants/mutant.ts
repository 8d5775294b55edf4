import type { MutationContext } from "./context.js";

/** One change that a class of mutants makes: where, and with which statements. */
export interface MutantChange {
  /** What it changes, and how if the class does not say that already; unique in its class. */
  readonly on: string;
  /** The statements, with semicolons between them; a superuser runs them. */
  readonly sql: string;
  /**
   * Why nobody can read, write, call or delete anything more or less after the change, in the exposed schemas. Locks and
   * time do not count. Undefined if the proof must notice the change.
   */
  readonly equivalent?: string | undefined;
}

/** What a class of mutants changes. */
export type MutantTarget =
  | "tables"
  | "tables with an owner"
  | "policies"
  | "views"
  | "routines"
  | "triggers"
  | "foreign keys"
  | "roles"
  | "schemas"
  | "claim functions";

/** One kind of mistake that a team can make with access: an entry in the table of classes. */
export interface MutantClass {
  /** Stable name in kebab case. */
  readonly id: string;
  /** What is wrong after one of its changes, in one plain sentence. */
  readonly breaks: string;
  readonly appliesTo: MutantTarget;
  /** Whether its changes reach beyond one database: roles belong to the whole server. */
  readonly serverWide?: boolean;
  /**
   * Mutants of one class often show much the same, so only one of every few is tried unless all are wanted. The offset says
   * with which one to begin, so that different classes leave out different tables.
   */
  readonly sampling?: { readonly every: number; readonly offset: number };
  /** Every change of this class that the database allows; none if it has nothing that the class applies to. */
  changes(context: MutationContext): readonly MutantChange[];
}

/** A database with one change: what the proof is tried on. */
export interface Mutant extends MutantChange {
  /** `class: on`, unique. */
  readonly id: string;
  /** The id of its class. */
  readonly class: string;
  readonly serverWide: boolean;
}

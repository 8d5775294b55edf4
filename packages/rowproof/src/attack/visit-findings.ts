import type { SeededRow } from "../seed/seeded.js";
import type { Assignments } from "./assignment.js";
import type { RowChange } from "./row-change.js";
import type { TextRow } from "./session.js";
import type { TargetRow } from "./target-rows.js";

/** The findings of the inserts. */
export interface InsertFindings {
  /** Whether every row in another user's name was refused. */
  refused: boolean;
  /** Whether a row of their own could be inserted. */
  own: boolean;
  /** The actors of the matrix for whom no row could be generated. */
  readonly unmade: string[];
}

/** The findings of `update/all`. */
export interface UpdateFindings {
  readonly targetRows: readonly TargetRow[];
  /** The columns that were set, each with a value that only access can refuse. */
  readonly set: Assignments;
  readonly refused: boolean;
  /** The rows that were not reached yet. */
  left: readonly TargetRow[];
  /** Own rows that could not be written as a whole, with the columns. */
  readonly refusedOwn: { readonly targetRow: TargetRow; readonly columns: readonly string[] }[];
}

/** The findings of `delete/all`. */
export interface DeleteFindings {
  readonly targetRows: readonly TargetRow[];
  readonly gone: readonly SeededRow[];
}

/** A row of the actor's own in a state that policies or the contract distinguish. */
export interface RowState {
  readonly own: SeededRow;
  /** What the setup changes. */
  readonly change: RowChange;
  readonly setup: readonly string[];
  /** The row after the setup. */
  readonly row: TextRow;
  /** The other states of the same column. */
  readonly others: readonly RowChange[];
}

/** What can be tried with the states of the actor's own row. */
export interface RowStates {
  readonly own: SeededRow;
  /** By column, the states to which it can be changed. */
  readonly fromNow: readonly (readonly RowChange[])[];
  readonly states: readonly RowState[];
}

/** A change to rows of other tables that these accept. */
export interface Circumstance {
  readonly change: RowChange;
  readonly setup: readonly string[];
}

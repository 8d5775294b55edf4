import type { SeededRow } from "../seed/seeded.js";
import type { Assignments } from "./assignment.js";
import type { RowChange } from "./row-change.js";
import type { TextRow } from "./session.js";
import type { TargetRow } from "./target-rows.js";

/** What the inserts gave. */
export interface InsertFindings {
  /** Whether a row in another's name was refused outright. */
  refused: boolean;
  /** Whether a row of their own could be inserted. */
  own: boolean;
  /** The actors of the matrix for whom no row could be made up. */
  readonly unmade: string[];
}

/** What `update/all` gave. */
export interface UpdateFindings {
  readonly targetRows: readonly TargetRow[];
  /** The columns that were set, each with a value that offends nothing but access. */
  readonly set: Assignments;
  readonly refused: boolean;
  /** The rows that were not reached yet. */
  left: readonly TargetRow[];
  /** Own rows that could not be written as a whole, with the columns. */
  readonly refusedOwn: { readonly targetRow: TargetRow; readonly columns: readonly string[] }[];
}

/** What `delete/all` gave. */
export interface DeleteFindings {
  readonly targetRows: readonly TargetRow[];
  readonly gone: readonly SeededRow[];
}

/** A row of the actor's own in a state that policies or the contract tell apart. */
export interface RowState {
  readonly own: SeededRow;
  /** What the setup changes. */
  readonly change: RowChange;
  readonly setup: readonly string[];
  /** The row as the setup leaves it. */
  readonly row: TextRow;
  /** The other states of the same column. */
  readonly others: readonly RowChange[];
}

/** What can be tried with the states of the actor's own row. */
export interface RowStates {
  readonly own: SeededRow;
  /** By column, the states that it could be brought into as it is. */
  readonly fromNow: readonly (readonly RowChange[])[];
  readonly states: readonly RowState[];
}

/** A change to rows elsewhere that the tables accept. */
export interface Circumstance {
  readonly change: RowChange;
  readonly setup: readonly string[];
}

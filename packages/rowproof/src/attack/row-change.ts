import type { Relation } from "../catalog/facts.js";

/** What the tables' owner writes into seeded rows before an attempt. */
export interface RowChange {
  readonly table: Relation;
  readonly column: string;
  readonly value: string;
  /** The first one that succeeds is used. */
  readonly setups: readonly (readonly string[])[];
}

import type { RelationName } from "../../catalog/facts.js";
import type { ProvedObject } from "../proved-object.js";
import type { RowOwner } from "./row-owner.js";

/** What an actor can or cannot read. */
export interface ReadEffect {
  readonly kind: "read";
  readonly object: ProvedObject;
  readonly read: ReadSubject;
}

/** What of an object was read. */
export type ReadSubject =
  | {
      readonly what: "row";
      readonly owner: RowOwner;
      /** Whether the contract allows it: then it is what they cannot read. */
      readonly expected: boolean;
      /** What the tables' owner changed before. */
      readonly changed?: ChangedValue;
    }
  /** A row that they could not read before they wrote one. */
  | {
      readonly what: "row after own write";
      readonly owner: RowOwner;
      readonly write: { readonly command: "insert" | "update"; readonly object: ProvedObject };
    }
  | { readonly what: "column"; readonly column: string }
  | { readonly what: "count" }
  /** Rows of a view without identifying values, which disappear when another user's rows are deleted. */
  | { readonly what: "derived rows" }
  /** A value of another user's row, wherever it appeared. */
  | { readonly what: "value"; readonly table: RelationName };

/** A value that the tables' owner wrote, on which access may depend. */
export interface ChangedValue {
  readonly table: { readonly kind: string; readonly name: string };
  /** Whether it is the table that is read. */
  readonly isSameTable: boolean;
  readonly column: string;
  readonly value: string;
}

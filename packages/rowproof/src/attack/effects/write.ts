import type { RelationName } from "../../catalog/facts.js";
import type { ProvedObject } from "../proved-object.js";
import type { ChangedValue } from "./read.js";
import type { RowOwner } from "./row-owner.js";

/** Why a write succeeds, if the attack knows a cause other than the policies of the relation. */
export type WriteCause = {
  readonly kind: "key action";
  readonly parent: ProvedObject;
  readonly done: "deleted" | "given another key";
};

/** The columns that a role may still write after the fix, if the contract protects others. */
export interface WithheldColumns {
  readonly on: RelationName;
  readonly command: "insert" | "update";
  readonly columns: readonly string[];
}

interface OnObject {
  readonly object: ProvedObject;
  /** The relation that the statement names, if it is another. */
  readonly through?: ProvedObject | undefined;
  readonly cause?: WriteCause | undefined;
}

/** What an actor can or cannot write. */
export type WriteEffect =
  | (OnObject & { readonly kind: "touch"; readonly verb: "change" | "delete"; readonly owner: RowOwner })
  | (OnObject & { readonly kind: "give away"; readonly isWithin: boolean })
  | (OnObject & {
      readonly kind: "protected";
      readonly column: string;
      readonly withheld: WithheldColumns;
    })
  | (OnObject & { readonly kind: "insert"; readonly place: "own" | "other" | "under another" })
  | (OnObject & { readonly kind: "truncate" })
  | (OnObject & { readonly kind: "put trigger" })
  | (OnObject & { readonly kind: "stopped by key"; readonly command: "insert" | "delete" })
  | (OnObject & { readonly kind: "into state"; readonly column: string; readonly value: string })
  | (OnObject & {
      readonly kind: "changed row";
      readonly command: "insert" | "update" | "delete";
      readonly owner: RowOwner;
      readonly circumstance: ChangedValue;
    })
  | (OnObject & { readonly kind: "not written"; readonly failed: FailedWrite });

/** What an actor cannot write. */
export type FailedWrite =
  | { readonly what: "row"; readonly command: "insert" | "update" | "delete"; readonly owner: RowOwner }
  | { readonly what: "allowed row"; readonly circumstance?: ChangedValue; readonly command: string }
  | { readonly what: "column"; readonly column: string };

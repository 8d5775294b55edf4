import type { RelationName, Routine } from "../../catalog/facts.js";
import type { ProvedObject } from "../proved-object.js";

/** What a call of a routine does that the contract does not allow. */
export type RoutineHarm =
  | { readonly does: "shows"; readonly by: "result" | "error" }
  /** Its result changes when another user's row has other values, or is deleted. */
  | { readonly does: "depends"; readonly gone: boolean }
  | { readonly does: "changes" | "deletes"; readonly object: ProvedObject; readonly isNamed: boolean }
  | { readonly does: "writes column"; readonly object: ProvedObject; readonly column: string }
  | { readonly does: "inserts"; readonly object: ProvedObject; readonly place: InsertedPlace }
  /** What it wrote lets its caller read another user's row. */
  | { readonly does: "opens" };

/** Where a row belongs that a call inserted. */
export type InsertedPlace = "another's name" | "under another" | "own name" | "a team" | "anyone";

/** Whether a routine can be executed, or what harm a call does. */
export type RoutineEffect =
  | { readonly kind: "execute"; readonly routine: Routine; readonly expected: boolean }
  | {
      readonly kind: "call";
      readonly routine: Routine;
      readonly harm: RoutineHarm;
      readonly table: RelationName;
      /** The table's key in the contract, if the contract names it. */
      readonly contractKey: string | undefined;
    };

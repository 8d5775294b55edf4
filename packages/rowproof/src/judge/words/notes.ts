import type { AttackNote } from "../../attack/observation.js";
import { objectOf } from "../../sql/object-name.js";
import { identifier } from "../../sql/sql.js";
import type { ProofNote } from "../proof.js";
import { rowsOfOwner } from "./row-owner.js";

/** The text of a note: something worth knowing that does not break the contract. */
export function noteInWords(note: AttackNote): ProofNote {
  return { object: note.object, ...textOf(note) };
}

function textOf(note: AttackNote): Omit<ProofNote, "object"> {
  switch (note.kind) {
    case "foreign key oracle":
      return {
        id: "oracle/foreign-key",
        message: `an actor who inserts a row can let ${identifier(note.column).text} refer to another user's row`,
        why: "foreign keys are checked without row level security, so an insert that succeeds shows that the row exists; within in the contract requires a parent of the same owner",
      };
    case "unique oracle":
      return {
        id: "oracle/unique",
        message: `an actor who inserts a row learns whether a value of ${note.columns.map((column) => identifier(column).text).join(", ")} is taken`,
        why: "unique keys are checked without row level security, and the refusal (23505) shows it",
      };
    case "by trigger":
      return {
        id: "proof/by-trigger",
        message: `${note.actor} reaches ${rowsOfOwner[note.owner]} in ${objectOf(note.object)} by writing to ${objectOf(note.by)}`,
        why: "a trigger does this, and the contract names its function, so it is intended",
      };
    case "by key":
      return {
        id: "proof/by-key",
        message: `when a row of ${objectOf(note.parent)} is ${note.done}, all rows of ${objectOf(note.object)} under it ${note.effect === "delete" ? "are deleted" : "change"} with it, also those of other users`,
        why: "a foreign key acts as the table's owner, and no policy applies to it; if this is not intended, keep the rows within a parent of the same owner",
      };
    case "erasure untested":
      return {
        id: "proof/erasure-untested",
        message: "the deletion of an account is not tried on a live database",
        why: "deleting a user locks rows of every table that refers to users; run prove in a shadow, without --live, to try it",
      };
  }
}

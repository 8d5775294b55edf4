import type { RowOwner } from "../../attack/effects/row-owner.js";

/** A row by its owner, as messages name it. */
export const rowsOfOwner: Readonly<Record<RowOwner, string>> = {
  own: "a row of their own",
  other: "another user's row",
  nobody: "a row that belongs to nobody",
};

/** Whose row it is, seen from the actor. */
export type RowOwner = "own" | "other" | "nobody";

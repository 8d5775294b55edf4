/** The owner of a row, from the actor's point of view. */
export type RowOwner = "own" | "other" | "nobody";

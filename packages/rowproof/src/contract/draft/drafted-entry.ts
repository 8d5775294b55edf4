import type { DraftedAccess } from "./choice.js";
import type { DraftNote } from "./note.js";

/** The access drafted for one table, with its guesses. */
export interface DraftedEntry {
  readonly choice: DraftedAccess;
  readonly notes: readonly DraftNote[];
}

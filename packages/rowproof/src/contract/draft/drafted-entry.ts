import type { DraftedAccess } from "./choice.js";
import type { DraftNote } from "./note.js";

/** The access drafted for one table, and what of it was guessed. */
export interface DraftedEntry {
  readonly choice: DraftedAccess;
  readonly notes: readonly DraftNote[];
}

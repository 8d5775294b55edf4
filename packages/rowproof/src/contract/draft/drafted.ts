import type { Choice } from "./choice.js";
import type { Note } from "./note.js";

/** The access drafted for one table, and what of it was guessed. */
export interface Drafted {
  readonly choice: Choice;
  readonly notes: readonly Note[];
}

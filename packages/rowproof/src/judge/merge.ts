import { keyOf } from "../sql/relation-key.js";
import type { Proof } from "./proof.js";

/** Merges the shares of one proof. Cells are in the order of their objects' names. */
export function mergeProofs(shares: readonly Proof[]): Proof {
  const [first] = shares;
  const notes = new Map(shares.flatMap(({ notes }) => notes).map((note) => [JSON.stringify(note), note]));
  return {
    actors: first?.actors ?? [],
    cells: shares
      .flatMap(({ cells }) => cells)
      .toSorted((left, right) => compare(keyOf(left.object), keyOf(right.object))),
    notes: [...notes.values()],
    untested: shares.flatMap(({ untested }) => untested),
    attempts: shares.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

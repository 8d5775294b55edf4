import type { Cell, Proof } from "./proof.js";

/** Puts the shares of one proof together, the cells in the order of their objects' names. */
export function mergeProofs(shares: readonly Proof[]): Proof {
  const [first] = shares;
  const notes = new Map(shares.flatMap(({ notes }) => notes).map((note) => [JSON.stringify(note), note]));
  return {
    actors: first?.actors ?? [],
    cells: shares
      .flatMap(({ cells }) => cells)
      .toSorted((left, right) => compare(nameOf(left), nameOf(right))),
    notes: [...notes.values()],
    untested: shares.flatMap(({ untested }) => untested),
    attempts: shares.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

function nameOf({ object }: Cell): string {
  return JSON.stringify([object.schema, object.name]);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

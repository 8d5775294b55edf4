import type { Clues } from "../clues.js";
import type { Seed } from "../seed.js";
import type { Shape } from "../shape.js";

/** Makes a column's value: its text, null for SQL's null, undefined to leave it to its default. */
export type Generator = ((seed: Seed) => string | null | undefined) & {
  /** Whether it is a moment of a span that no other row's overlaps. */
  readonly slot?: true;
};

/** What is known of the column that values are made for. */
export interface Made {
  /** In snake_case. */
  readonly name: string;
  readonly shape: Shape;
  readonly clues: Clues;
}

/** All generators for a kind of type, the likeliest first; never one that gives a default. */
export type Generators = (made: Made) => readonly Generator[];

/** Takes the values in turn, one a row, so that two rows of a person differ. */
export function inTurn(values: readonly string[], start = 0): Generator {
  return ({ number, round }) => values[(start + number + round) % values.length];
}

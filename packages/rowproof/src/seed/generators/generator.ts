import type { CheckHints } from "../check-hints.js";
import type { TypeShape } from "../type-shape.js";
import type { ValueSeed } from "../value-seed.js";

/** Makes a column's value: its text, null for SQL's null, undefined to leave it to its default. */
export type ColumnGenerator = ((seed: ValueSeed) => string | null | undefined) & {
  /** Whether it is a moment of a span that no other row's overlaps. */
  readonly slot?: true;
};

/** What is known of the column that values are input for. */
export interface GeneratorInput {
  /** In snake_case. */
  readonly name: string;
  readonly shape: TypeShape;
  readonly hints: CheckHints;
}

/** All generators for a kind of type, the likeliest first; never one that gives a default. */
export type GeneratorFactory = (input: GeneratorInput) => readonly ColumnGenerator[];

/** Takes the values in turn, one a row, so that two rows of a person differ. */
export function inTurn(values: readonly string[], start = 0): ColumnGenerator {
  return ({ number, round }) => values[(start + number + round) % values.length];
}

import type { CheckHints } from "../check-hints.js";
import type { TypeShape } from "../type-shape.js";
import type { ValueSeed } from "../value-seed.js";

/** Makes a column's value: its text, null for SQL's null, undefined for the column's default. */
export type ColumnGenerator = ((seed: ValueSeed) => string | null | undefined) & {
  /** Whether it makes a time within a span that overlaps the span of no other row. */
  readonly slot?: true;
};

/** What a generator needs to know about its column. */
export interface GeneratorInput {
  /** In snake_case. */
  readonly name: string;
  readonly shape: TypeShape;
  readonly hints: CheckHints;
}

/** Makes all generators for a kind of type, the likeliest first; never one that uses the default. */
export type GeneratorFactory = (input: GeneratorInput) => readonly ColumnGenerator[];

/** Uses the values in turn, one for each row, so that the two rows of a test user differ. */
export function inTurn(values: readonly string[], start = 0): ColumnGenerator {
  return ({ number, round }) => values[(start + number + round) % values.length];
}

/** By column, the generator that makes its value. A column without an entry uses its first generator. */
export type GeneratorChoices = ReadonlyMap<string, GeneratorChoice>;

/** Which generator of a column makes the value, and how many rounds it is ahead of the row's round. */
export interface GeneratorChoice {
  /** An index into the column's generators, or `chooseNull`. */
  readonly generator: number;
  readonly shift: number;
}

/** Sets null in a column that would otherwise hold an owner's id or the key of a parent row. */
export const chooseNull = -1;

/** One way to make and insert a row. */
export interface InsertVariant {
  readonly choices: GeneratorChoices;
  /** Another round gives other values from the same generators. */
  readonly round: number;
  /** An index into the claims that an insert can have (`claimsFor`). */
  readonly claims: number;
}

export const firstVariant: InsertVariant = { choices: new Map(), round: 0, claims: 0 };

/** Statements, and the object that they are about, by its key. */
export interface DumpPart {
  readonly object: string;
  readonly statements: readonly string[];
}

/** Parts that stand together in a dump, under one title. */
export interface DumpSection {
  readonly title: string;
  readonly parts: readonly DumpPart[];
}

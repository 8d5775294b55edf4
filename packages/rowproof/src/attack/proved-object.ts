import type { RelationName } from "../catalog/facts.js";

/** An attacked object, as the proof names it. */
export interface ProvedObject extends RelationName {
  /** The kind in the catalog: `table`, `view`, `sequence` …; `function`, `procedure`; `foreign table`. */
  readonly kind: string;
  /** A routine's identity arguments. */
  readonly arguments?: string;
}

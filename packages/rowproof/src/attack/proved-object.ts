import type { RelationName } from "../catalog/facts.js";

/** What is attacked, as the proof names it. */
export interface ProvedObject extends RelationName {
  /** As the catalog says: `table`, `view`, `sequence` …; `function`, `procedure`; `foreign table`. */
  readonly kind: string;
  /** A routine's identity arguments. */
  readonly arguments?: string;
}

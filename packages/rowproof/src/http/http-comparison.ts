import type { Cell, ProvedObject } from "../judge/proof.js";

/** What sending the proof's attempts over HTTP came to. */
export interface HttpVerdict {
  /** How many cells were decided both ways. */
  readonly compared: number;
  readonly differing: readonly HttpDifference[];
  /** Cells that SQL decided and HTTP did not. */
  readonly untested: readonly HttpUntested[];
  /** What no request can say: commands, and objects that the API does not serve. */
  readonly beyond: readonly string[];
  readonly requests: number;
  /** What is worth knowing of how it was done. */
  readonly notes: readonly string[];
}

/** A cell of which SQL and HTTP tell different things. */
export interface HttpDifference {
  readonly object: ProvedObject;
  readonly actor: string;
  readonly command: Cell["command"];
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export interface HttpUntested {
  readonly object: ProvedObject;
  readonly actor: string;
  readonly command: Cell["command"];
  readonly why: string;
}

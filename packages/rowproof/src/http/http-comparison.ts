import type { Cell, ProvedObject } from "../judge/proof.js";

/** The result of sending the proof's attempts over HTTP. */
export interface HttpVerdict {
  /** How many cells were decided by SQL and over HTTP. */
  readonly compared: number;
  readonly differing: readonly HttpDifference[];
  /** Cells that SQL decided and HTTP did not. */
  readonly untested: readonly HttpUntested[];
  /** What no request can reach: commands, and objects that the API does not serve. */
  readonly beyond: readonly string[];
  readonly requests: number;
  /** Notes on how the requests were sent. */
  readonly notes: readonly string[];
}

/** A cell for which SQL and HTTP give different results. */
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

import type { ProvedObject } from "../attack/proved-object.js";
import type { TriedCommand } from "../attack/tried-command.js";

export type { ProvedObject } from "../attack/proved-object.js";

/** What the contract says of a cell's rows: none of them, all, or some, as a predicate tells. */
type Expected = "deny" | "allow" | "some";

/**
 * What the attacks met: every row reached (`allowed`), none (`hidden`: no error, no row; `denied`: 42501; `error`: another
 * one), or `some`.
 */
export type Observed = "allowed" | "some" | "hidden" | "denied" | "error";

/** `kept`: as the contract says. `leak`: someone can who should not. `lockout`: someone cannot who should. `untested`: nothing decided it. */
export type Status = "ok" | "leak" | "lockout" | "untested";

/** Actor × relation × command, or actor × routine × execute, actor × sequence × use, and what became of it. */
export interface Cell {
  readonly object: ProvedObject;
  /** `owner`, `stranger`, `anon`, `service`, or one of the contract's own; the columns of the matrix, in its order. */
  readonly actor: string;
  readonly command: TriedCommand;
  readonly expected: Expected;
  /** Undefined where nothing was tried. */
  readonly observed: Observed | undefined;
  readonly status: Status;
  /** Why it was not tried, where it was not. */
  readonly untested?: string;
  /** How many attempts were made. */
  readonly attempts: number;
  /** What went against the contract; empty unless leak or lockout. The first is the plainest. */
  readonly breaches: readonly Breach[];
}

/** One attempt that went against the contract. */
export interface Breach {
  /** Stable name of the kind of attack, such as `select/all` or `update/give-away`. */
  readonly attack: string;
  /** One line: who did what and got what: no data but that the proof made up. */
  readonly what: string;
  readonly why: string;
  /** How to fix it: a statement, or a sentence. */
  readonly fix: string;
  /** The server's SQLSTATE, where it said one. */
  readonly sqlstate?: string;
  readonly script: Script;
}

/** What shows a breach again, in the order in which it runs. */
export interface Script {
  /** The role of the request; null where it is the platform's own doing, as the tables' owner. */
  readonly role: string | null;
  /** The claims as PostgREST sets them: JSON, mostly; null leaves the setting alone. */
  readonly claims: string | null;
  /** Statements by the tables' owner that come before: rows that are seeded, or taken out of the way. */
  readonly setup: readonly string[];
  /** The attempt itself, as the actor. */
  readonly attempt: readonly string[];
  /** Queries by the tables' owner that show what was changed; none where the attempt itself shows it. */
  readonly show: readonly string[];
}

/** Something worth knowing that breaks nothing: an oracle, or a path that another finding reports. */
export interface ProofNote {
  readonly id: string;
  readonly object: ProvedObject;
  readonly message: string;
  readonly why: string;
}

/** The whole result. */
export interface Proof {
  /** The columns of the matrix, in order. */
  readonly actors: readonly string[];
  readonly cells: readonly Cell[];
  readonly notes: readonly ProofNote[];
  /** What could not be tried beyond single cells: an extension that the shadow lacks, an object that was quarantined. */
  readonly untested: readonly { readonly object: string; readonly why: string }[];
  readonly attempts: number;
}

import type { ProvedObject } from "../attack/proved-object.js";
import type { TriedCommand } from "../attack/tried-command.js";

export type { ProvedObject } from "../attack/proved-object.js";

/** Which rows of a cell the contract allows: none, all, or some of them. */
type Expected = "deny" | "allow" | "some";

/**
 * What the attacks reached: every row (`allowed`), `some`, or none. With none: `hidden` is no row and no error, `denied` is
 * 42501, `error` is another error.
 */
export type Observed = "allowed" | "some" | "hidden" | "denied" | "error";

/**
 * `ok`: as the contract says. `leak`: an actor can do more than the contract allows. `lockout`: an actor cannot do what the
 * contract allows. `untested`: no attempt decided it.
 */
export type Status = "ok" | "leak" | "lockout" | "untested";

/** The result for actor × relation × command, actor × routine × execute, or actor × sequence × use. */
export interface Cell {
  readonly object: ProvedObject;
  /** `owner`, `stranger`, `anon`, `service`, or an actor that the contract adds: the columns of the matrix, in order. */
  readonly actor: string;
  readonly command: TriedCommand;
  readonly expected: Expected;
  /** Undefined if nothing was tried. */
  readonly observed: Observed | undefined;
  readonly status: Status;
  /** Why the cell is untested. */
  readonly untested?: string;
  /** How many attempts were made. */
  readonly attempts: number;
  /** What breaks the contract. Empty unless the cell is a leak or a lockout. The first is the easiest to understand. */
  readonly breaches: readonly Breach[];
}

/** One attempt that breaks the contract. */
export interface Breach {
  /** Stable name of the kind of attack, such as `select/all` or `update/give-away`. */
  readonly attack: string;
  /** One line: which actor did what, with which result. All data in it is made up. */
  readonly what: string;
  readonly why: string;
  /** How to fix it: a statement, or a sentence. */
  readonly fix: string;
  /** The server's SQLSTATE, if it raised an error. */
  readonly sqlstate?: string;
  readonly script: Script;
}

/** The steps that reproduce a breach, in order. */
export interface Script {
  /** The role of the request; null if the platform itself runs the statements, as the tables' owner. */
  readonly role: string | null;
  /** The claims as PostgREST sets them, usually JSON; null does not change the setting. */
  readonly claims: string | null;
  /** Statements that the tables' owner runs first: they seed rows, or delete rows that are in the way. */
  readonly setup: readonly string[];
  /** The attempt itself, as the actor. */
  readonly attempt: readonly string[];
  /** Queries by the tables' owner that show what changed. Empty if the attempt itself shows it. */
  readonly show: readonly string[];
}

/** Something worth knowing that does not break the contract: an oracle, or a path that another finding reports. */
export interface ProofNote {
  readonly id: string;
  readonly object: ProvedObject;
  readonly message: string;
  readonly why: string;
}

/** The result of attacking a database. */
export interface Proof {
  /** The columns of the matrix, in order. */
  readonly actors: readonly string[];
  readonly cells: readonly Cell[];
  readonly notes: readonly ProofNote[];
  /** What could not be tried as a whole: an extension that the shadow lacks, or an object that was quarantined. */
  readonly untested: readonly { readonly object: string; readonly why: string }[];
  readonly attempts: number;
}

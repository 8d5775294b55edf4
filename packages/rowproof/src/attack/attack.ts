import type { Relation, Routine } from "../catalog/facts.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import type { ReadResult } from "./read-result.js";
import type { RoutineDeclaration } from "./routine/declaration.js";
import type { Attempt, Outcome } from "./session.js";
import type { Changes } from "./state.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import type { TriedCommand } from "./tried-command.js";
import type {
  Circumstance,
  DeleteFindings,
  InsertFindings,
  RowStates,
  UpdateFindings,
} from "./visit-findings.js";

/** One way to try a cell. The entries in `attacks.ts` are the list of all of them, and its documentation. */
export interface Attack {
  /** Stable name, `command/how`. It stands in the proof, in scripts and in the corpus. */
  readonly id: string;
  readonly command: TriedCommand;
  /** What it tries, in one sentence. */
  readonly tries: string;
}

/** An attack on one relation as one actor. */
export interface RelationAttack extends Attack {
  /** Whether there is anything to try, after what the attacks before it in the list have found. Default: always. */
  applies?(visit: RelationVisit): boolean;
  /** Yields attempts, receives what came of each, and records what it observed. */
  attempts(visit: RelationVisit): Steps<void>;
}

/** One relation, attacked as one actor: what the attacks of the list share, in their order. */
export interface RelationVisit {
  readonly context: AttackContext;
  readonly target: Target;
  readonly actor: Actor;
  /** What the first reading of everything gave; set by `select/all` or `select/odd-claims`. */
  read?: ReadResult;
  /** What the inserts for others and of an own row gave. */
  readonly inserts: InsertFindings;
  /** What `update/all` gave. */
  updates?: UpdateFindings;
  /** The states of the actor's own row; set by `statesOf`. */
  states?: RowStates;
  /** What rows elsewhere can say instead; set by `circumstancesOf`. */
  circumstances?: readonly Circumstance[];
  /** What `delete/all` gave. */
  deletes?: DeleteFindings;
}

/** A visit of a relation whose rows are those of one table. */
export interface TableVisit extends RelationVisit {
  readonly base: Relation;
}

/** An attack on a relation whose rows are those of one table. */
export interface TableAttack extends Attack {
  applies?(visit: TableVisit): boolean;
  attempts(visit: TableVisit): Steps<void>;
}

/** An actor at a relation, where nothing that attacks share is needed. */
export type VisitPlace = Pick<RelationVisit, "context" | "target" | "actor">;

/** A call of a routine, and what came of it. */
export interface RoutineCall {
  readonly context: AttackContext;
  readonly routine: Routine;
  readonly declaration: RoutineDeclaration;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** The tables that the call has written. */
  readonly written: readonly Relation[];
  /** What it did to those that the contract does not let it write. */
  readonly changed: readonly ChangedTable[];
  /** How many more calls may be made to compare answers; what is made is taken off. */
  readonly budget: { calls: number };
}

/** A table that a call has written to, and what it did to the rows. */
export interface ChangedTable {
  readonly base: Relation;
  readonly changes: Changes;
  /** Whether a trigger of another table wrote to it, as it does for everyone who writes there without the routine. */
  readonly isByTrigger: boolean;
}

/** A way in which a call can do harm. Routines are called once with each list of arguments; each entry looks at each call. */
export interface RoutineAttack extends Attack {
  examine(call: RoutineCall): Steps<void>;
}

/** An attack on one sequence as one actor. */
export interface SequenceAttack extends Attack {
  attempts(context: AttackContext, sequence: Relation, actor: Actor): Steps<void>;
}

/** An attack on one schema as one actor. */
export interface SchemaAttack extends Attack {
  attempts(context: AttackContext, schema: string, actor: Actor): Steps<void>;
}

/** An attack on the database as a whole. */
export interface DatabaseAttack extends Attack {
  attempts(context: AttackContext): Steps<void>;
}

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
  /** Stable name, `command/how`. It appears in the proof, in scripts and in the corpus. */
  readonly id: string;
  readonly command: TriedCommand;
  /** What it tries, in one sentence. */
  readonly tries: string;
}

/** An attack on one relation as one actor. */
export interface RelationAttack extends Attack {
  /** Whether there is anything to try, given what earlier attacks in the list found. Default: always. */
  applies?(visit: RelationVisit): boolean;
  /** Yields attempts, receives the outcome of each, and records observations. */
  attempts(visit: RelationVisit): Steps<void>;
}

/** One relation, attacked as one actor. The attacks run in the order of the list, and share what they find. */
export interface RelationVisit {
  readonly context: AttackContext;
  readonly target: Target;
  readonly actor: Actor;
  /** The result of reading every row; set by `select/all` or `select/odd-claims`. */
  read?: ReadResult;
  /** The findings of the inserts for others and of an own row. */
  readonly inserts: InsertFindings;
  /** The findings of `update/all`. */
  updates?: UpdateFindings;
  /** The states of the actor's own row; set by `statesOf`. */
  states?: RowStates;
  /** Changes to rows of other tables; set by `circumstancesOf`. */
  circumstances?: readonly Circumstance[];
  /** The findings of `delete/all`. */
  deletes?: DeleteFindings;
}

/** A visit to a relation whose rows are those of one table. */
export interface TableVisit extends RelationVisit {
  readonly base: Relation;
}

/** An attack on a relation whose rows are those of one table. */
export interface TableAttack extends Attack {
  applies?(visit: TableVisit): boolean;
  attempts(visit: TableVisit): Steps<void>;
}

/** An actor and a relation, without the findings that attacks share. */
export type VisitPlace = Pick<RelationVisit, "context" | "target" | "actor">;

/** A call of a routine, with its outcome. */
export interface RoutineCall {
  readonly context: AttackContext;
  readonly routine: Routine;
  readonly declaration: RoutineDeclaration;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** The tables that the call wrote. */
  readonly written: readonly Relation[];
  /** What it did to the tables that the contract does not allow it to write. */
  readonly changed: readonly ChangedTable[];
  /** How many more calls may be made to compare results. It decreases with each call. */
  readonly budget: { calls: number };
}

/** A table that a call wrote, and what it did to the rows. */
export interface ChangedTable {
  readonly base: Relation;
  readonly changes: Changes;
  /** Whether a trigger of another table wrote it, as it does for every direct write to that table. */
  readonly isByTrigger: boolean;
}

/** A way in which a call can do harm. A routine is called once with each list of arguments, and every entry examines every call. */
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

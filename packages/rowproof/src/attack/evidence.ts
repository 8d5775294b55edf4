import type { Relation, Routine } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import type { Actor } from "./actor.js";
import type { DatabaseEffect } from "./effects/database.js";
import type { ReadEffect } from "./effects/read.js";
import type { RoutineEffect } from "./effects/routine.js";
import type { SchemaEffect } from "./effects/schema.js";
import type { WriteEffect } from "./effects/write.js";
import type { Attempt } from "./session.js";
import type { Target } from "./target.js";
import type { TriedCommand } from "./tried-command.js";

/** What an attempt did, or could not do, as facts. `judge/words` writes the sentences. */
type AttackEffect = ReadEffect | WriteEffect | RoutineEffect | SchemaEffect | DatabaseEffect;

/** What a script needs to know about the database that was attacked. */
export interface EvidenceSource {
  /** Everything in the catalog, by `keyOf`. */
  readonly relations: ReadonlyMap<string, Relation>;
  readonly seeded: { readonly rows: readonly SeededRow[] };
  readonly mentions: {
    /** The tables that a relation is, reads, or uses in its policies, by `keyOf`. */
    of(relation: Relation): ReadonlySet<string>;
    /** The tables that a text names, by `keyOf`. */
    named(text: string): ReadonlySet<string>;
  };
}

/** The attempt of an actor, or what the tables' owner did as the platform does. */
type EvidenceAttempt = Omit<Attempt, "actor"> & { readonly actor: Actor | "the tables' owner" };

/** What shows that an observation breaks the contract. */
export interface Evidence {
  readonly context: EvidenceSource;
  readonly attack: { readonly id: string; readonly command: TriedCommand };
  readonly attempt: EvidenceAttempt;
  readonly effect: AttackEffect;
  /** What was attacked. Its grants and policies are the cause, unless the effect has a cause of its own. */
  readonly on: Target | Routine | readonly Target[] | undefined;
  readonly sqlstate?: string | undefined;
  /** Queries by the tables' owner that show what changed. */
  readonly show?: readonly string[];
}

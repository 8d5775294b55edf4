import type { AccessMentions } from "../catalog/access-mentions.js";
import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import type { ResolvedContract } from "../contract/resolved.js";
import type { SeededRow, SeedResult } from "../seed/seeded.js";
import type { Actor } from "./actor.js";
import type { Canaries } from "./canaries.js";
import type { ObservationSink } from "./observation.js";
import type { Privileges } from "./privileges.js";
import type { Reach } from "./reach.js";
import type { Selectable } from "./selectable.js";
import type { State } from "./state.js";
import type { Target } from "./target.js";
import type { Watch } from "./watch.js";

/** Everything that an attack needs. */
export interface AttackContext {
  readonly contract: ResolvedContract;
  readonly catalog: Catalog;
  /** The schemas whose relations and routines actors can name. */
  readonly exposed: readonly string[];
  readonly seeded: SeedResult;
  /** The statements that an actor sends, for the setup of another actor's attempt. */
  readonly asActor: (actor: Actor, statements: readonly string[]) => readonly string[];
  readonly reach: Reach;
  readonly canaries: Canaries;
  readonly mentions: AccessMentions;
  readonly observed: ObservationSink;
  readonly targets: readonly Target[];
  readonly actors: readonly Actor[];
  /** Whether the database has other rows too. No attempt may write them, and no query should read all of them. */
  readonly live: boolean;
  /** Everything in the catalog, by `keyOf`. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** The rows that the contract allows each actor to select. */
  readonly selectable: Selectable;
  /** The rows seeded into a table, by its own name. */
  readonly rowsOf: (table: RelationName) => readonly SeededRow[];
  readonly targetOf: (name: RelationName) => Target | undefined;
  /** The rows of each table before any attempt, by `keyOf`. */
  readonly states: ReadonlyMap<string, State>;
  /** The seeded rows that can be seen under a relation's name, by `keyOf`. */
  readonly under: Map<string, readonly SeededRow[]>;
  /** The commands for which a role has any privilege, according to the server. */
  readonly privileges: (target: Target, role: string) => Privileges;
  readonly watch: Watch;
}

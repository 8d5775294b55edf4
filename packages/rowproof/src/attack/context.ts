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

/** All that an attack works with. */
export interface AttackContext {
  readonly contract: ResolvedContract;
  readonly catalog: Catalog;
  /** The schemas whose relations and routines actors can name. */
  readonly exposed: readonly string[];
  readonly seeded: SeedResult;
  /** The statements that an actor sends, to stand in the setup of another's attempt. */
  readonly asActor: (actor: Actor, statements: readonly string[]) => readonly string[];
  readonly reach: Reach;
  readonly canaries: Canaries;
  readonly mentions: AccessMentions;
  readonly observed: ObservationSink;
  readonly targets: readonly Target[];
  readonly actors: readonly Actor[];
  /** Whether there are rows beside the seeded ones, which no attempt may touch and no reading should wade through. */
  readonly live: boolean;
  /** Everything in the catalog, by `keyOf`. */
  readonly relations: ReadonlyMap<string, Relation>;
  /** What each actor may select by the contract. */
  readonly selectable: Selectable;
  /** The rows seeded into a table, by its own name. */
  readonly rowsOf: (table: RelationName) => readonly SeededRow[];
  readonly targetOf: (name: RelationName) => Target | undefined;
  /** What each table holds before any attempt, by `keyOf`. */
  readonly states: ReadonlyMap<string, State>;
  /** The seeded rows that can be seen under a relation's name, by `keyOf`. */
  readonly under: Map<string, readonly SeededRow[]>;
  /** What a role has any privilege for, as the server says. */
  readonly privileges: (target: Target, role: string) => Privileges;
  readonly watch: Watch;
}

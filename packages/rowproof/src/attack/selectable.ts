import type { SeededRow } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { Reach } from "./reach.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";

/** What `Selectable` reads from the context of a run. */
interface SelectableSource {
  readonly targets: readonly Target[];
  readonly under: ReadonlyMap<string, readonly SeededRow[]>;
  readonly reach: Reach;
}

/** The seeded rows that the contract allows each actor to select, under any relation's name. */
export class Selectable {
  readonly #context: SelectableSource;
  readonly #known = new Map<string, ReadonlySet<SeededRow>>();

  constructor(context: SelectableSource) {
    this.#context = context;
  }

  *by(actor: Actor): Steps<ReadonlySet<SeededRow>> {
    const rows = this.#known.get(actor.name) ?? (yield* this.#read(actor));
    this.#known.set(actor.name, rows);
    return rows;
  }

  *#read(actor: Actor): Steps<ReadonlySet<SeededRow>> {
    const { targets, under, reach } = this.#context;
    const allowed = new Set<SeededRow>();
    for (const { table, base, relation, standing } of targets) {
      if (standing === "unnamed" || table === undefined || base !== relation) continue;
      const rows = under.get(keyOf(relation)) ?? [];
      const texts = rows.map(({ row }) => row);
      const answers = yield* reach.among({ actor, table, base, command: "select" }, texts);
      for (const [at, row] of rows.entries()) if (answers[at] === true) allowed.add(row);
    }
    return allowed;
  }
}

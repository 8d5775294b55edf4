import type { Actor } from "../attack/actor.js";
import type { Attempt, Outcome } from "../attack/session.js";

/** An attempt of one statement that an honest request could send too, with its outcome. */
export interface RecordedAttempt {
  readonly actor: Actor;
  /** What the tables' owner ran before it. */
  readonly setup: readonly string[];
  readonly statement: string;
  readonly outcome: Outcome;
}

/** Records the attempts of a proof that use honest claims, so that they can be sent over HTTP. */
export class Recording {
  readonly #entries = new Map<string, RecordedAttempt>();

  note({ actor, setup = [], statements }: Attempt, outcome: Outcome): void {
    const [statement] = statements;
    if (actor.oddity !== undefined || actor.settings !== undefined) return;
    if (statement === undefined || statements.length > 1) return;
    const key = keyFor(actor, setup, statement);
    if (this.#entries.has(key)) return;
    // What was inspected afterwards is whole tables, and requests do not need it.
    this.#entries.set(key, { actor, setup, statement, outcome: { ...outcome, inspected: [] } });
  }

  /** The outcome of an actor's statement on the seeded rows; undefined if they did not send it. */
  answer(actor: Actor, statement: string): Outcome | undefined {
    return this.#entries.get(keyFor(actor, [], statement))?.outcome;
  }

  /** The attempts on the rows as seeded. */
  plain(): readonly RecordedAttempt[] {
    return [...this.#entries.values()].filter(({ setup }) => setup.length === 0);
  }

  /** The attempts that need a setup, grouped by setup. */
  withSetup(): readonly (readonly RecordedAttempt[])[] {
    const groups = new Map<string, RecordedAttempt[]>();
    for (const entry of this.#entries.values()) {
      if (entry.setup.length === 0) continue;
      const key = JSON.stringify(entry.setup);
      const group = groups.get(key) ?? [];
      group.push(entry);
      groups.set(key, group);
    }
    return [...groups.values()];
  }
}

function keyFor({ name }: Actor, setup: readonly string[], statement: string): string {
  return JSON.stringify([name, setup, statement]);
}

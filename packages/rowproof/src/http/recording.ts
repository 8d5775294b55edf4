import type { Actor } from "../attack/actor.js";
import type { Attempt, Outcome } from "../attack/session.js";

/** An attempt of one statement, as an honest request could send it too, and what came of it. */
export interface RecordedAttempt {
  readonly actor: Actor;
  /** What the tables' owner did before. */
  readonly setup: readonly string[];
  readonly statement: string;
  readonly outcome: Outcome;
}

/** Keeps what a proof tries with honest claims, to be sent again another way. */
export class Recording {
  readonly #entries = new Map<string, RecordedAttempt>();

  note({ actor, setup = [], statements }: Attempt, outcome: Outcome): void {
    const [statement] = statements;
    if (actor.oddity !== undefined || actor.settings !== undefined) return;
    if (statement === undefined || statements.length > 1) return;
    const key = keyFor(actor, setup, statement);
    if (this.#entries.has(key)) return;
    // What was looked at afterwards is whole tables, and no request tells of it.
    this.#entries.set(key, { actor, setup, statement, outcome: { ...outcome, inspected: [] } });
  }

  /** What a actor was answered to a statement on the rows as they were seeded; undefined where they never sent it. */
  answer(actor: Actor, statement: string): Outcome | undefined {
    return this.#entries.get(keyFor(actor, [], statement))?.outcome;
  }

  /** Those on the rows as they were seeded. */
  plain(): readonly RecordedAttempt[] {
    return [...this.#entries.values()].filter(({ setup }) => setup.length === 0);
  }

  /** Those that take other rows first, by what that takes. */
  staged(): readonly (readonly RecordedAttempt[])[] {
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

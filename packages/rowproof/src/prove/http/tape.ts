import type { Caller } from "../caller.js";
import type { Attempt, Outcome } from "../session.js";

/** An attempt of one statement, as an honest request could send it too, and what came of it. */
export interface Taped {
  readonly caller: Caller;
  /** What the tables' owner did before. */
  readonly setup: readonly string[];
  readonly statement: string;
  readonly outcome: Outcome;
}

/** Keeps what a proof tries with honest claims, to be sent again another way. */
export class Tape {
  readonly #entries = new Map<string, Taped>();

  note({ caller, setup = [], statements }: Attempt, outcome: Outcome): void {
    const [statement] = statements;
    if (caller.oddity !== undefined || caller.settings !== undefined) return;
    if (statement === undefined || statements.length > 1) return;
    const key = keyFor(caller, setup, statement);
    if (this.#entries.has(key)) return;
    // What was looked at afterwards is whole tables, and no request tells of it.
    this.#entries.set(key, { caller, setup, statement, outcome: { ...outcome, inspected: [] } });
  }

  /** What a caller was answered to a statement on the rows as they were planted; undefined where they never sent it. */
  answer(caller: Caller, statement: string): Outcome | undefined {
    return this.#entries.get(keyFor(caller, [], statement))?.outcome;
  }

  /** Those on the rows as they were planted. */
  plain(): readonly Taped[] {
    return [...this.#entries.values()].filter(({ setup }) => setup.length === 0);
  }

  /** Those that take other rows first, by what that takes. */
  staged(): readonly (readonly Taped[])[] {
    const groups = new Map<string, Taped[]>();
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

function keyFor({ name }: Caller, setup: readonly string[], statement: string): string {
  return JSON.stringify([name, setup, statement]);
}

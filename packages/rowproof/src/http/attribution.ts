import type { Actor } from "../attack/actor.js";
import type { SeededRow } from "../seed/seeded.js";
import type { Statement } from "./statement.js";
import type { SentValues } from "./values.js";

/** Decides whose rows an attempt is about, if its actor has two columns in the matrix. */
export class Attribution {
  readonly #rows: readonly SeededRow[];
  readonly #owners = new Map<string, Set<string>>();

  constructor(rows: readonly SeededRow[]) {
    this.#rows = rows;
    for (const { person, row } of rows) {
      for (const value of Object.values(row)) if (value !== null) this.#of(value).add(person);
    }
  }

  /** The columns of the matrix that a statement is about: one if it identifies the owner of the row, else both. */
  actors({ standsFor, person, userId }: Actor, statement: Statement, values: SentValues): readonly string[] {
    const { own, others } = standsFor;
    if (own === others || statement.kind === "execute") return [own];
    const texts = Object.values(values).flatMap(({ text }) => text ?? []);
    if (statement.kind === "insert") {
      if (this.#namesAnother(texts, person)) return [others];
      // A row without an owner counts for both columns.
      return userId !== null && texts.includes(userId) ? [own] : [own, others];
    }
    const owners = texts.length === 0 ? [] : this.#ownersOfRow(statement, texts);
    if (owners.length === 0) return [own, others];
    if (owners.every((owner) => owner === person)) return [own];
    return owners.includes(person ?? "") ? [own, others] : [others];
  }

  #namesAnother(texts: readonly string[], person: string | null): boolean {
    return texts.some((text) => {
      const owners = this.#owners.get(text);
      return owners !== undefined && identifiesOwner(text) && !owners.has(person ?? "");
    });
  }

  /** The owners of a row by its key's values: in the table itself if it has seeded rows, else in any row with these values. */
  #ownersOfRow({ name }: Statement, key: readonly string[]): readonly string[] {
    const there = this.#rows.filter(({ table }) => table.schema === name.schema && table.name === name.name);
    const found = (there.length > 0 ? there : this.#rows).filter(({ row }) => {
      const values = new Set(Object.values(row));
      return key.every((value) => values.has(value));
    });
    return [...new Set(found.map(({ person }) => person))];
  }

  #of(value: string): Set<string> {
    const known = this.#owners.get(value) ?? new Set();
    this.#owners.set(value, known);
    return known;
  }
}

/** True for an id or a made-up text; false for a flag or a number that many rows share. */
function identifiesOwner(text: string): boolean {
  return /^(?:rp[0-9a-z]{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(text);
}

import type { Catalog, Relation, Routine } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";

/**
 * What may decide who reaches which relation: every relation and routine whose name turns up in its policies, its
 * definition, or in the bodies of routines named there, as far as that leads. Names are looked for in the text, so there
 * may be too many of them and never too few, but for statements that a body puts together.
 */
export class Mentions {
  readonly #relations: ReadonlyMap<string, readonly Relation[]>;
  readonly #routines: ReadonlyMap<string, readonly Routine[]>;
  readonly #reached = new Map<string, ReadonlySet<string>>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#relations = byName(catalog.relations);
    // What tells who is asking reads the request alone.
    this.#routines = byName(catalog.routines.filter(({ schema }) => schema !== "auth"));
  }

  /** The relations that a relation's access may depend on, itself included, by `keyOf`. */
  of(relation: Relation): ReadonlySet<string> {
    const key = keyOf(relation);
    const known = this.#reached.get(key) ?? this.#follow(relation);
    this.#reached.set(key, known);
    return known;
  }

  /** A relation, and those that its triggers' functions name: what a write to it may write to. */
  writtenWith(relation: Relation): readonly Relation[] {
    const functions = relation.triggers.map(({ routine }) => routine.name);
    return [...new Set([relation, ...this.#walk(functions, new Set(), [])])];
  }

  /** The relations whose access may depend on this one. */
  dependents(relation: Relation): readonly Relation[] {
    const key = keyOf(relation);
    return this.#catalog.relations.filter((one) => this.of(one).has(key));
  }

  /** The relations that a text names, itself or in the bodies of routines named there, by `keyOf`. */
  named(text: string): ReadonlySet<string> {
    return new Set(this.#walk([text], new Set(), []).map(keyOf));
  }

  /** Everything that is written about a relation's access: for finding the words and literals in it. */
  textOf(relation: Relation): string {
    return this.follow(textsOf(relation));
  }

  /** Texts, and the bodies of the routines named in them, as far as that leads. */
  follow(texts: readonly string[]): string {
    const all: string[] = [];
    this.#walk(texts, new Set(), all);
    return all.join("\n");
  }

  #follow(relation: Relation): ReadonlySet<string> {
    const relations = new Map([[keyOf(relation), relation]]);
    const seen = new Set<string>();
    for (const one of relations.values()) {
      const found = this.#walk(textsOf(one), seen, []);
      for (const other of found) relations.set(keyOf(other), other);
    }
    return new Set(relations.keys());
  }

  /** The relations named in texts, and in the bodies of the routines named there. */
  #walk(first: readonly string[], seen: Set<string>, texts: string[]): readonly Relation[] {
    const found: Relation[] = [];
    const waiting = [...first];
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
      texts.push(text);
      for (const word of wordsOf(text)) {
        if (seen.has(word)) continue;
        seen.add(word);
        found.push(...(this.#relations.get(word) ?? []));
        for (const routine of this.#routines.get(word) ?? []) {
          if (routine.definition !== null) waiting.push(routine.definition);
        }
      }
    }
    return found;
  }
}

/** What is written of a relation: its policies, and a view's query. */
export function textsOf({ policies, definition }: Relation): readonly string[] {
  return [...policies.flatMap(({ using, withCheck }) => [using, withCheck]), definition].filter(
    (text) => text !== null,
  );
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []);
}

function byName<Named extends { readonly name: string }>(
  all: readonly Named[],
): ReadonlyMap<string, readonly Named[]> {
  const names = new Map<string, Named[]>();
  for (const one of all) {
    // A name of several words is found by its first.
    const [word = one.name] = wordsOf(one.name);
    const known = names.get(word);
    if (known === undefined) names.set(word, [one]);
    else known.push(one);
  }
  return names;
}

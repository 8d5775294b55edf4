import { keyOf } from "../sql/relation-key.js";
import type { Catalog, Relation, Routine } from "./facts.js";

/**
 * What can decide who reaches a relation: the relations and routines that are named in its policies, its definition, or in the
 * bodies of routines named there, directly or indirectly. Names are found in the text. So there may be too many of them, and
 * never too few, except for statements that a body builds at run time.
 */
export class AccessMentions {
  readonly #relations: ReadonlyMap<string, readonly Relation[]>;
  readonly #routines: ReadonlyMap<string, readonly Routine[]>;
  readonly #reached = new Map<string, ReadonlySet<string>>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#relations = byName(catalog.relations);
    // Routines of `auth` only read the request.
    this.#routines = byName(catalog.routines.filter(({ schema }) => schema !== "auth"));
  }

  /** The keys (`keyOf`) of the relations that access to a relation may depend on, itself included. */
  of(relation: Relation): ReadonlySet<string> {
    const key = keyOf(relation);
    const known = this.#reached.get(key) ?? this.#follow(relation);
    this.#reached.set(key, known);
    return known;
  }

  /** The relations that a write may change: the relation, and those that its trigger functions name. */
  writtenWith(relation: Relation): readonly Relation[] {
    const functions = relation.triggers.map(({ routine }) => routine.name);
    return [...new Set([relation, ...this.#walk(functions, new Set(), [])])];
  }

  /** The relations that this one may decide the access to. */
  dependents(relation: Relation): readonly Relation[] {
    const key = keyOf(relation);
    return this.#catalog.relations.filter((one) => this.of(one).has(key));
  }

  /** The keys (`keyOf`) of the relations that are named in a text, or in the bodies of routines named there. */
  named(text: string): ReadonlySet<string> {
    return new Set(this.#walk([text], new Set(), []).map(keyOf));
  }

  /** All text about access to a relation: for finding words and literals in it. */
  textOf(relation: Relation): string {
    return this.follow(textsOf(relation));
  }

  /** The texts, with the bodies of the routines that they name, directly or indirectly. */
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

/** The conditions of a relation's policies, and the query of a view. */
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
    // A name of several words is found by its first word.
    const [word = one.name] = wordsOf(one.name);
    const known = names.get(word);
    if (known === undefined) names.set(word, [one]);
    else known.push(one);
  }
  return names;
}

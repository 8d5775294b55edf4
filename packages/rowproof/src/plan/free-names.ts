import type { Catalog } from "../catalog/facts.js";
import { joinName } from "../sql/names.js";
import { keyOf } from "../sql/relation-key.js";

/** Finds names that no relation, index or constraint of a schema has, each once. */
export interface FreeNames {
  /** The parts joined, followed by a number if that is taken. */
  take(schema: string, ...parts: readonly [string, ...string[]]): string;
}

/** The names that are free in a database. */
export function freeNames(catalog: Catalog): FreeNames {
  const taken = new Set(
    catalog.relations.flatMap(({ schema, name, indexes, constraints }) =>
      [{ name }, ...indexes, ...constraints].map((one) => keyOf({ schema, name: one.name })),
    ),
  );
  return {
    take: (schema, ...parts) => {
      for (let number = 1; ; number += 1) {
        const name = joinName(...parts, ...(number === 1 ? [] : [String(number)]));
        if (taken.has(keyOf({ schema, name }))) continue;
        taken.add(keyOf({ schema, name }));
        return name;
      }
    },
  };
}

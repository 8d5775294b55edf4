import type { Catalog } from "../catalog/facts.js";
import { joinName } from "../sql/names.js";

/** Gives out names that no relation, index or constraint of a schema has, each once. */
export interface FreeNames {
  /** The parts joined, with a number after them where that is taken. */
  take(schema: string, ...parts: readonly [string, ...string[]]): string;
}

/** The names that are free in a database. */
export function freeNames(catalog: Catalog): FreeNames {
  const key = (schema: string, name: string) => JSON.stringify([schema, name]);
  const taken = new Set(
    catalog.relations.flatMap(({ schema, name, indexes, constraints }) =>
      [{ name }, ...indexes, ...constraints].map((one) => key(schema, one.name)),
    ),
  );
  return {
    take: (schema, ...parts) => {
      for (let number = 1; ; number += 1) {
        const name = joinName(...parts, ...(number === 1 ? [] : [String(number)]));
        if (taken.has(key(schema, name))) continue;
        taken.add(key(schema, name));
        return name;
      }
    },
  };
}

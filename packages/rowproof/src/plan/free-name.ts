import type { Catalog } from "../catalog/facts.js";
import { joinName } from "../sql/names.js";

/**
 * A name that no relation or index of a schema has: the parts joined, with a number after them where that is taken.
 *
 * @param given names that the plan has given already
 */
export function freeName(
  catalog: Catalog,
  schema: string,
  parts: readonly [string, ...string[]],
  given: ReadonlySet<string>,
): string {
  const taken = new Set(
    catalog.relations
      .filter((relation) => relation.schema === schema)
      .flatMap(({ name, indexes, constraints }) => [
        name,
        ...indexes.map((index) => index.name),
        ...constraints.map((constraint) => constraint.name),
      ]),
  );
  for (let number = 1; ; number += 1) {
    const name = joinName(...parts, ...(number === 1 ? [] : [String(number)]));
    if (!taken.has(name) && !given.has(`${schema}.${name}`)) return name;
  }
}

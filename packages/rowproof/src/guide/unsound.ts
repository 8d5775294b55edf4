import { isTable } from "../catalog/find-relation.js";
import { code } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** Constraints that do not hold for every row, and indexes that serve nobody. */
export function unsound({ contract, context }: Material): readonly string[] {
  return context.catalog.relations.filter(isTable).flatMap((relation) => {
    const of = `of ${code(spelt(contract, relation))}`;
    return [
      ...relation.constraints
        .filter((constraint) => !constraint.validated && constraint.enforced)
        .map(
          ({ name, definition }) =>
            `${code(name)} ${of} holds for what is written from now on, and older rows are unchecked: ${code(definition)}`,
        ),
      ...relation.constraints
        .filter((constraint) => !constraint.enforced)
        .map(({ name, definition }) => `${code(name)} ${of} holds for no row: ${code(definition)}`),
      ...relation.indexes
        .filter(({ valid }) => !valid)
        .map(({ name }) => `the index ${code(name)} ${of} is invalid: it serves no query`),
    ];
  });
}

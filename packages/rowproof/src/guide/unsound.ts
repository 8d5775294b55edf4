import { isTable } from "../catalog/find-relation.js";
import { code } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** Constraints that do not apply to every row, and invalid indexes. */
export function unsound({ contract, context }: Material): readonly string[] {
  return context.catalog.relations.filter(isTable).flatMap((relation) => {
    const of = `of ${code(spelt(contract, relation))}`;
    return [
      ...relation.constraints
        .filter((constraint) => !constraint.validated && constraint.enforced)
        .map(
          ({ name, definition }) =>
            `${code(name)} ${of} applies to new and changed rows, and older rows are unchecked: ${code(definition)}`,
        ),
      ...relation.constraints
        .filter((constraint) => !constraint.enforced)
        .map(({ name, definition }) => `${code(name)} ${of} is not enforced: ${code(definition)}`),
      ...relation.indexes
        .filter(({ valid }) => !valid)
        .map(({ name }) => `the index ${code(name)} ${of} is invalid: no query uses it`),
    ];
  });
}

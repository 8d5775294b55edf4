import type { Relation, RelationName } from "../../catalog/facts.js";
import { keyOf } from "../../sql/relation-key.js";
import { foreignKeys } from "./relations.js";

/** The columns of a relation that hold users' ids by foreign key: they refer to `auth.users`, or to another such column. */
export type UserColumns = (relation: RelationName) => readonly string[];

export function readUserColumns(relations: readonly Relation[]): UserColumns {
  const found = new Map([[keyOf({ schema: "auth", name: "users" }), new Set(["id"])]]);
  const pairs = relations.flatMap((relation) =>
    foreignKeys(relation).flatMap(({ columns, references }) =>
      columns.map((column, index) => ({
        from: keyOf(relation),
        column,
        to: keyOf(references),
        target: references.columns[index] ?? "",
      })),
    ),
  );
  for (let left = pairs; ; ) {
    const known = left.filter(({ to, target }) => found.get(to)?.has(target));
    if (known.length === 0) break;
    for (const { from, column } of known) found.set(from, new Set([...(found.get(from) ?? []), column]));
    left = left.filter((pair) => !known.includes(pair));
  }
  return (relation) => [...(found.get(keyOf(relation)) ?? [])];
}

import type { Relation } from "../catalog/facts.js";
import { hasIndex, type MissingIndex, missingIndexes } from "../check/checks/indexes.js";
import type { CheckContext } from "../check/context.js";
import type { WantedKey } from "./wanted-keys.js";

/** An index that a plan creates. */
export interface WantedIndex extends MissingIndex {
  readonly unique: boolean;
}

/**
 * The indexes that policies and foreign keys need, also those of the keys that the plan adds. An index on both the link
 * and the owner replaces one on the link alone.
 */
export function wantedIndexes(context: CheckContext, keys: readonly WantedKey[]): readonly WantedIndex[] {
  const forKeys = keys.flatMap((key): WantedIndex[] => {
    const { relation, columns, unique } = key;
    const lookup = columns.length > 1 && !hasIndex(relation, key.lookup);
    return [
      ...(unique === undefined ? [] : [{ ...unique, unique: true }]),
      ...(lookup
        ? [
            {
              relation,
              columns: key.lookup,
              why: "the foreign key below looks rows up by these columns",
              unique: false,
            },
          ]
        : []),
    ];
  });
  const byRelation = new Map<Relation, WantedIndex[]>();
  for (const index of forKeys) {
    const others = byRelation.get(index.relation);
    if (others === undefined) byRelation.set(index.relation, [index]);
    else others.push(index);
  }
  const served = ({ relation, columns }: MissingIndex) =>
    (byRelation.get(relation) ?? []).some((index) =>
      columns.every((column, at) => index.columns[at] === column),
    );
  const plain = missingIndexes(context)
    .filter((one) => !served(one) && !isBeingRebuilt(one.relation, one.columns))
    .map((one) => ({ ...one, unique: false }));
  return [...distinct(forKeys), ...plain];
}

/** An invalid index that begins with the columns is rebuilt, and then it is enough. */
function isBeingRebuilt(relation: Relation, columns: readonly string[]): boolean {
  return relation.indexes.some(
    (index) =>
      !index.valid &&
      !index.partial &&
      columns.every((column) => index.columns.slice(0, columns.length).includes(column)),
  );
}

function distinct(indexes: readonly WantedIndex[]): readonly WantedIndex[] {
  const key = ({ relation: { schema, name }, columns, unique }: WantedIndex) =>
    JSON.stringify([schema, name, columns, unique]);
  return [...new Map(indexes.map((index) => [key(index), index])).values()];
}

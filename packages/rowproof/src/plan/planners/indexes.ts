import type { Index, Relation } from "../../catalog/facts.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { type Action, type Group, planned, together } from "../action.js";
import { type FreeNames, freeNames } from "../free-names.js";
import { locks } from "../locks.js";
import { type Partition, partitionsOf } from "../partitions.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";
import { type WantedIndex, wantedIndexes } from "../wanted-indexes.js";

/** Indexes are built before anything else, and writers do not wait (PostgreSQL documentation, "CREATE INDEX"). */
export const indexes: Planner = {
  fixes: ["index/missing", "index/invalid"],
  plan: (planning) => {
    const { context } = planning;
    const names = freeNames(context.catalog);
    return together([
      ...context.catalog.relations.flatMap((relation) =>
        relation.indexes
          .filter(({ valid }) => !valid)
          .filter((index) => isFound(planning, relation, index))
          .map((index) =>
            relation.kind === "partitioned table"
              ? planned({ refusals: [incomplete(relation, index)] })
              : planned({ groups: [rebuild(relation, index)] }),
          ),
      ),
      ...wantedIndexes(context, planning.keys).map((index) =>
        planned({ groups: [build(planning, index, names)] }),
      ),
    ]);
  },
};

function isFound(planning: Planning, { schema }: Relation, { name }: Index): boolean {
  const object = `index ${displayName(schema, name)}`;
  return findingsOf(planning, "index/invalid").some((finding) => finding.object === object);
}

function rebuild(relation: Relation, index: Index): Group {
  return {
    phase: "before",
    object: `index ${displayName(relation.schema, index.name)}`,
    reason: `${displayName(index.name)} is invalid: its build failed, every write updates it and no query uses it.`,
    actions: [
      {
        sql: `reindex index concurrently ${quoteRelation({ schema: relation.schema, name: index.name })};`,
        lock: locks.concurrently(displayName(relation.schema, relation.name)),
      },
    ],
  };
}

function incomplete(relation: Relation, index: Index): Finding {
  return {
    id: "plan/partitioned-index",
    level: "error",
    object: `index ${displayName(relation.schema, index.name)}`,
    message: `index ${displayName(relation.schema, index.name)} of ${objectOf(relation)} is missing on some partitions`,
    why: "a partitioned index is valid once each partition has its index, and some partition lacks one",
    fix: `create it on the partitions that lack it and attach it: alter index ${quoteRelation({ schema: relation.schema, name: index.name })} attach partition …`,
  };
}

function build(planning: Planning, index: WantedIndex, names: FreeNames): Group {
  const { catalog } = planning.context;
  const { relation, columns, why } = index;
  const name = displayName(relation.schema, relation.name);
  const list = columns.map((column) => `"${column}"`);
  const isNew = planning.isNew(relation);
  const own = () => [onTable(relation, index, nameFor(names, relation, index), isNew)];
  return {
    phase: isNew ? "within" : "before",
    object: objectOf(relation),
    reason: `${name} gets ${index.unique ? "a unique" : "an"} index on ${listed(list)}: ${why}.`,
    actions: relation.kind === "partitioned table" && !isNew ? onPartitions(catalog, index, names) : own(),
  };
}

function nameFor(names: FreeNames, { schema, name }: Partition, { columns, unique }: WantedIndex): string {
  return names.take(schema, name, ...columns, unique ? "key" : "idx");
}

function onTable(relation: Partition, { columns, unique }: WantedIndex, name: string, isNew = false): Action {
  const how = `${unique ? "unique " : ""}index ${isNew ? "" : "concurrently "}if not exists`;
  const table = displayName(relation.schema, relation.name);
  return {
    sql: `create ${how} ${quoteName(name)} on ${quoteRelation(relation)} (${columns.map(quoteName).join(", ")});`,
    lock: isNew ? locks.writersOfParent(table) : locks.concurrently(table),
  };
}

/**
 * A partitioned table's index cannot be built concurrently: it is created empty, and each partition's index is built and
 * attached (PostgreSQL documentation, "Table Partitioning", "Partition Maintenance").
 */
function onPartitions(
  catalog: Planning["context"]["catalog"],
  index: WantedIndex,
  names: FreeNames,
): readonly Action[] {
  const { relation, columns, unique } = index;
  const list = columns.map(quoteName).join(", ");
  const attach = (parent: Partition, name: string): readonly Action[] =>
    partitionsOf(catalog, parent).flatMap((partition): readonly Action[] => {
      if (partition.kind === "foreign table") return [];
      const own = nameFor(names, partition, index);
      const made =
        partition.kind === "partitioned table"
          ? [onlyParent(partition, own), ...attach(partition, own)]
          : [onTable(partition, index, own)];
      const sql = `alter index ${quoteRelation({ schema: parent.schema, name })} attach partition ${quoteRelation({ schema: partition.schema, name: own })};`;
      return [...made, { sql, lock: locks.exclusive(displayName(partition.schema, own)) }];
    });
  const onlyParent = (parent: Partition, name: string): Action => ({
    sql: `create ${unique ? "unique " : ""}index if not exists ${quoteName(name)} on only ${quoteRelation(parent)} (${list});`,
    lock: locks.writersOfParent(displayName(parent.schema, parent.name)),
  });
  const name = nameFor(names, relation, index);
  return [onlyParent(relation, name), ...attach(relation, name)];
}

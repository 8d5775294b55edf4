import type { Index, Relation } from "../catalog/facts.js";
import { identifier, raw } from "../sql/sql.js";
import type { DumpSource } from "./source.js";
import { named, statement } from "./statement.js";

/** The indexes that no constraint makes, and what a table does with its indexes. */
export function writeIndexes(relation: Relation): readonly string[] {
  const using = (index: Index) => identifier(index.name);
  return [
    ...relation.indexes.filter(({ constraint }) => constraint === null).map(({ definition }) => definition),
    ...relation.indexes
      .filter(({ clustered }) => clustered)
      .map((index) => statement`alter table ${named(relation)} cluster on ${using(index)}`),
    ...writeReplicaIdentity(relation),
  ];
}

function writeReplicaIdentity(relation: Relation): readonly string[] {
  if (relation.replicaIdentity === "default" || relation.kind === "sequence" || relation.kind === "view")
    return [];
  const index = relation.indexes.find(({ replicaIdentity }) => replicaIdentity);
  const how =
    index === undefined ? raw(relation.replicaIdentity) : raw(`using index ${identifier(index.name).text}`);
  return [statement`alter table only ${named(relation)} replica identity ${how}`];
}

/** Attaches the indexes of partitions; those of constraints find each other when the partition is attached. */
export function writeIndexAttachments(source: DumpSource, relation: Relation): readonly string[] {
  const partitioned = relation.partition === null ? undefined : source.relation(relation.partition.of);
  return relation.indexes.flatMap(({ name, parent }) => {
    if (parent === null) return [];
    const above = partitioned?.indexes.find((index) => index.name === parent.name);
    if (above?.constraint !== null && above !== undefined) return [];
    return [statement`alter index ${named(parent)} attach partition ${identifier(relation.schema, name)}`];
  });
}

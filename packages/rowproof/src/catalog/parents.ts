import type { Relation, RelationName } from "./facts.js";

/** The tables that a table is a direct part of: as their partition, or by inheritance. */
export function parentsOf({
  partition,
  inherits,
}: Pick<Relation, "partition" | "inherits">): readonly RelationName[] {
  return partition === null ? inherits : [partition.of];
}

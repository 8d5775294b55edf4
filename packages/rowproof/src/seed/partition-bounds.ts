import type pg from "pg";
import type { Catalog, Relation, RelationName } from "../catalog/facts.js";
import { readInSnapshot } from "../catalog/snapshot.js";
import { keyOf } from "../sql/relation-key.js";
import { sql } from "../sql/sql.js";
import type { RowCondition } from "./row-conditions.js";

/** The condition on the rows of each partition (`pg_get_partition_constraintdef`), by the table's key. */
export type PartitionBounds = ReadonlyMap<string, string>;

/** How many alternatives a condition may have. More make it long and find no better rows. */
const enough = 64;

export async function readPartitionBounds(
  client: pg.ClientBase,
  { relations }: Catalog,
): Promise<PartitionBounds> {
  if (!relations.some(({ partition }) => partition !== null)) return new Map();
  const statement = sql`
    select n.nspname as schema, c.relname as name, pg_get_partition_constraintdef(c.oid) as bound
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relispartition and c.relkind in ('r', 'p')`;
  const [rows = []] = await readInSnapshot(client, [statement]);
  const found = rows as readonly (RelationName & { readonly bound: string | null })[];
  return new Map(found.flatMap((row) => (row.bound === null ? [] : [[keyOf(row), row.bound] as const])));
}

/** The conditions that route a row: the bounds of a partition, or those of any of a table's partitions. */
export function boundsOf(
  relation: Relation,
  { relations }: Catalog,
  bounds: PartitionBounds,
): readonly RowCondition[] {
  const own = bounds.get(keyOf(relation));
  const below = relation.kind === "partitioned table" ? leavesBelow(relation, relations) : [];
  const open = below.flatMap((one) => bounds.get(keyOf(one)) ?? []).slice(-enough);
  const anyLeaf = open.length === 0 ? [] : [open.map((one) => `(${one})`).join(" or ")];
  return [...(own === undefined ? [] : [own]), ...anyLeaf].map((expression) => ({
    expression,
    columns: relation.columns.map(({ name }) => name).filter((name) => mentions(expression, name)),
  }));
}

function leavesBelow(relation: RelationName, relations: readonly Relation[]): readonly Relation[] {
  const key = keyOf(relation);
  const children = relations.filter(({ partition }) => partition !== null && keyOf(partition.of) === key);
  return children.flatMap((child) =>
    child.kind === "partitioned table" ? leavesBelow(child, relations) : [child],
  );
}

/** The top table of a partition. */
export function rootOf(relation: Relation, byKey: ReadonlyMap<string, Relation>): RelationName {
  const parent = relation.partition === null ? undefined : byKey.get(keyOf(relation.partition.of));
  return parent === undefined ? { schema: relation.schema, name: relation.name } : rootOf(parent, byKey);
}

function mentions(expression: string, column: string): boolean {
  const bare = expression.replaceAll(/'(?:[^']|'')*'/g, "''");
  const name = column.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w"])"?${name}"?(?![\\w"(])`).test(bare);
}

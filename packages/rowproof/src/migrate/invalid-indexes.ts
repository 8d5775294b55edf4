import type { ClientBase } from "pg";
import type { ParsedStatement } from "../sql/parser.js";
import { quoteName, quoteRelation } from "../sql/quote.js";

/** An index that a statement builds, as it names it. */
interface IndexName {
  readonly schema: string | null;
  readonly name: string;
}

/**
 * The index that a `create index` statement makes; null where it is another statement, or leaves the name to the server.
 */
export function indexOf({ tree }: ParsedStatement): IndexName | null {
  const statement =
    "IndexStmt" in tree ? (tree.IndexStmt as { idxname?: string; relation?: { schemaname?: string } }) : null;
  if (statement?.idxname === undefined) return null;
  return { schema: statement.relation?.schemaname ?? null, name: statement.idxname };
}

/** Whether an index of that name is there, and of use. */
export async function readIndex(
  client: ClientBase,
  index: IndexName,
): Promise<"absent" | "valid" | "invalid"> {
  const { rows } = await client.query<{ valid: boolean }>(
    `select i.indisvalid as valid from pg_index i where i.indexrelid = to_regclass($1)`,
    [quoteIndex(index)],
  );
  const [row] = rows;
  return row === undefined ? "absent" : row.valid ? "valid" : "invalid";
}

/**
 * Drops what a failed `create index concurrently` left: an invalid index costs every write and serves no read
 * (documentation, "Building Indexes Concurrently").
 */
export async function dropIndex(client: ClientBase, index: IndexName): Promise<void> {
  await client.query(`drop index concurrently if exists ${quoteIndex(index)}`);
}

function quoteIndex({ schema, name }: IndexName): string {
  return schema === null ? quoteName(name) : quoteRelation({ schema, name });
}

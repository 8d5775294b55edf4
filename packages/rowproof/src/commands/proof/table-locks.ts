import type pg from "pg";
import type { Catalog, RelationName } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { RowproofError } from "../../diagnostic.js";
import { sqlstateOf } from "../../sql/server-error.js";
import { displayName, identifier, sql } from "../../sql/sql.js";
import { seedingLimit } from "./shadow-proof.js";

const lockNotAvailable = "55P03";

/**
 * Runs `work` in a transaction that is rolled back, once every table is locked as a write locks it. A lock of another session
 * shows at once and not at every attempt, and other sessions wait behind this one for two seconds at most.
 * @throws {RowproofError} exit code 3, where another session holds a table
 */
export async function underLocks<T>(
  client: pg.ClientBase,
  { relations }: Catalog,
  work: () => Promise<T>,
): Promise<T> {
  const tables = relations.filter(isTable);
  await client.query(`begin; set local lock_timeout = '2s'; set local statement_timeout = ${seedingLimit}`);
  try {
    for (const table of tables) await lock(client, table);
    return await work();
  } finally {
    await client.query("rollback").catch(() => undefined);
  }
}

/** A table that the role may not lock, it cannot write either. */
async function lock(client: pg.ClientBase, { schema, name }: RelationName): Promise<void> {
  const taken = sql`lock table only ${identifier(schema, name)} in row exclusive mode`.text;
  try {
    await client.query(`savepoint rowproof_lock; ${taken}; release savepoint rowproof_lock`);
  } catch (error) {
    if (sqlstateOf(error) === lockNotAvailable) throw isLocked(displayName(schema, name), error);
    if (sqlstateOf(error) !== "42501") throw error;
    await client.query("rollback to savepoint rowproof_lock; release savepoint rowproof_lock");
  }
}

function isLocked(table: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "prove/locked",
      message: `another session holds a lock on table ${table}`,
      why: "seeding the table would have to wait, and make others wait behind it; nothing was attacked",
      fix: "run it again once that session has ended; or prove in a shadow, without --live",
      sqlstate: lockNotAvailable,
    },
    3,
    { cause },
  );
}

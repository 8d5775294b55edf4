import type pg from "pg";
import type { Sql } from "../sql/sql.js";

/**
 * How expressions are printed, the same for every session: names with their schemas, constants in one format. `pg_temp`
 * stands last, where a temporary table cannot take the place of a catalog.
 */
export const snapshotSettings = [
  "set local search_path = pg_catalog, pg_temp",
  "set local standard_conforming_strings = on",
  // Compiling costs more than these short queries.
  "set local jit = off",
  "set local quote_all_identifiers = off",
  "set local datestyle = 'ISO, MDY'",
  "set local intervalstyle = 'postgres'",
  "set local timezone = 'UTC'",
  "set local extra_float_digits = 1",
  "set local bytea_output = 'hex'",
];

/** Frames for the statements: a transaction of our own, or a savepoint within the client's. Both put the settings back. */
const own = {
  open: ["begin isolation level repeatable read read only", "set local lock_timeout = '10s'"],
  close: ["commit"],
  fail: "rollback",
};
const within = {
  open: ["savepoint rowproof_catalog"],
  close: ["rollback to savepoint rowproof_catalog", "release savepoint rowproof_catalog"],
  fail: "rollback to savepoint rowproof_catalog; release savepoint rowproof_catalog",
};

/**
 * Runs read-only statements in one snapshot and one round trip; the rows of each, in their order. A client that is in a
 * transaction stays in it, with its settings as they were, whether or not a statement fails.
 */
export async function readInSnapshot(
  client: pg.ClientBase,
  statements: readonly Sql[],
): Promise<readonly (readonly unknown[])[]> {
  const frame = (client.getTransactionStatus() ?? "I") === "I" ? own : within;
  const before = [...frame.open, ...snapshotSettings];
  const text = [...before, ...statements.map((statement) => statement.text), ...frame.close].join(";\n");
  try {
    const results = (await client.query(text)) as unknown as readonly pg.QueryResult[];
    return results.slice(before.length, before.length + statements.length).map(({ rows }) => rows);
  } catch (error) {
    // The connection may be gone, and then so is the transaction: the first error is the one to report.
    await client.query(frame.fail).catch(() => undefined);
    throw error;
  }
}

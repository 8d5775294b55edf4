import type { ClientBase } from "pg";
import type { ParsedStatement } from "../sql/parser.js";
import { serverError } from "../sql/server-error.js";
import { runStatement, StatementFailure } from "./statement.js";

/** How long one try waits for a lock, in milliseconds: sessions that queue behind it wait no longer. */
export const lockTimeout = 100;

/** Statements that are there together afterwards, or not at all. */
export interface Transaction {
  /** `begin`, with the isolation that the file asks for. */
  readonly begin: string;
  readonly statements: readonly ParsedStatement[];
  /** The statement where a failure of the commit is reported; undefined if there is none. */
  readonly last: ParsedStatement | undefined;
  /** Runs before the commit, on the same connection; what it throws rolls back. */
  readonly beforeCommit: (() => Promise<void>) | undefined;
}

/**
 * Tries a transaction once, under short waits for locks, and rolls it back where anything fails.
 * @throws {StatementFailure} where the server refused
 */
export async function runTransaction(
  client: ClientBase,
  transaction: Transaction,
  signal: AbortSignal | undefined,
): Promise<void> {
  await client.query(transaction.begin);
  try {
    await client.query(`set local lock_timeout = '${lockTimeout}ms'`);
    for (const statement of transaction.statements) await runStatement(client, statement);
    await finish(client, transaction, signal);
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function finish(
  client: ClientBase,
  { last, beforeCommit }: Transaction,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await beforeCommit?.();
    signal?.throwIfAborted();
    await client.query("commit");
  } catch (error) {
    throw last !== undefined && serverError(error) !== null ? new StatementFailure(last, error) : error;
  }
}

/** Lets the gate see what a transaction is about to commit: deferred constraints are checked now. */
export async function settle(client: ClientBase): Promise<void> {
  await client.query("set constraints all immediate");
  await becomeConnectingRole(client, "local");
}

/**
 * Whatever role the file has set, the gate and the history run as the connecting role. `local`: until the commit, so that
 * what the file runs after it runs as the role that it has set. Both are said: that the first ends a role too, as it
 * does, is not documented.
 */
export async function becomeConnectingRole(client: ClientBase, scope: "local" | "session"): Promise<void> {
  await client.query(`set ${scope} session authorization default`);
  await client.query(`set ${scope} role to default`);
}

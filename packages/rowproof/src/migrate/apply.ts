import type { ClientBase } from "pg";
import type { ParsedStatement } from "../sql/parser.js";
import { migrationFailed } from "./failure.js";
import type { Migration } from "./files.js";
import { recordMigration } from "./history.js";
import { dropIndex, indexOf, readIndex } from "./invalid-indexes.js";
import { type MigrationRun, type RetryOptions, retrying } from "./retry.js";
import { runStatement, StatementFailure } from "./statement.js";
import {
  becomeConnectingRole,
  lockTimeout,
  runTransaction,
  settle,
  type Transaction,
} from "./transaction.js";
import { gatedPlace, readUnits, remainsAt, type TransactionBlock } from "./units.js";

export interface ApplyOptions extends RetryOptions {
  /** The server's limit for one statement, in milliseconds; 0 for none. */
  readonly statementTimeout: number;
  /**
   * Runs before the commit, on the same connection; what it throws rolls the file back. In a file without a transaction:
   * before the commit of the last block, which is rolled back; where there is no block, at the end.
   */
  readonly gate?: (() => Promise<void>) | undefined;
}

/**
 * Applies one migration and records it.
 *
 * In a transaction, unless its header asks for none: all of it is there afterwards, or nothing. A lock that is not had
 * at once costs the whole file a new try, because locks already taken must not be held while waiting. Without a
 * transaction the same goes for each of its blocks and each of its other statements.
 *
 * @param client a connection of this file's own, as `psql -f` would have; it is not to be used afterwards
 * @throws {RowproofError} 1: a statement failed or the gate refused; 3: the locks could not be had in time
 */
export async function applyMigration(
  client: ClientBase,
  migration: Migration,
  options: ApplyOptions,
): Promise<void> {
  await client.query(`select set_config('statement_timeout', $1, false)`, [`${options.statementTimeout}ms`]);
  if (migration.transactional) await applyInTransaction(client, migration, options);
  else await applyInUnits(client, migration, options);
}

async function applyInTransaction(
  client: ClientBase,
  migration: Migration,
  options: ApplyOptions,
): Promise<void> {
  const { statements } = migration;
  const beforeCommit = async () => {
    await settle(client);
    await recordMigration(client, migration);
    await options.gate?.();
  };
  const transaction = { begin: "begin", statements, last: statements.at(-1), beforeCommit };
  const remains = "the whole file was rolled back; nothing of it stays";
  await applyTogether({ client, migration, options, remains }, transaction);
}

async function applyInUnits(client: ClientBase, migration: Migration, options: ApplyOptions): Promise<void> {
  const { units } = readUnits(migration.statements);
  const gated = gatedPlace(units);
  for (const [place, unit] of units.entries()) {
    const run = { client, migration, options, remains: remainsAt(units, place) };
    if (unit.kind === "block") {
      const beforeCommit = place === gated ? () => settledGate(client, options) : undefined;
      const transaction = transactionOf(unit, beforeCommit);
      await applyTogether(run, transaction);
    } else {
      await applyAlone(run, unit.statement);
    }
  }
  await becomeConnectingRole(client, "session");
  if (gated === units.length) await options.gate?.();
  await recordMigration(client, migration);
}

function transactionOf(
  { begin, statements, commit }: TransactionBlock,
  beforeCommit: Transaction["beforeCommit"],
): Transaction {
  return { begin: begin.text, statements, last: commit, beforeCommit };
}

async function settledGate(client: ClientBase, { gate }: ApplyOptions): Promise<void> {
  if (gate === undefined) return;
  await settle(client);
  await gate();
}

async function applyTogether(run: MigrationRun<ApplyOptions>, transaction: Transaction): Promise<void> {
  try {
    await retrying(run, () => runTransaction(run.client, transaction, run.options.signal));
  } catch (error) {
    throw withPlace(run.migration, error, run.remains);
  }
}

async function applyAlone(run: MigrationRun<ApplyOptions>, statement: ParsedStatement): Promise<void> {
  const { client } = run;
  const index = indexOf(statement);
  const before = index === null ? "valid" : await readIndex(client, index);
  // A cancelled `create index concurrently` leaves an invalid index, so it waits for as long as it takes.
  const patient = /\bconcurrently\b/i.test(statement.text);
  await client.query(`set lock_timeout = '${patient ? 0 : lockTimeout}ms'`);
  try {
    await retrying(run, () => runStatement(client, statement));
  } catch (error) {
    throw withPlace(run.migration, error, `${run.remains}${await cleanUp(client, index, before)}`);
  }
}

/** Takes away the invalid index that a failed build has left, if it was not there before; says so where that fails too. */
async function cleanUp(
  client: ClientBase,
  index: ReturnType<typeof indexOf>,
  before: Awaited<ReturnType<typeof readIndex>>,
): Promise<string> {
  if (index === null || before !== "absent") return "";
  try {
    if ((await readIndex(client, index)) === "invalid") await dropIndex(client, index);
    return "";
  } catch {
    return `; the index "${index.name}" may be left invalid: drop index concurrently if exists "${index.name}"`;
  }
}

/** A failed statement as an error with its place in the file, and with what the file leaves in the database. */
function withPlace(migration: Migration, error: unknown, remains: string): unknown {
  if (error instanceof StatementFailure) {
    return migrationFailed(migration, error.statement, error.cause, remains);
  }
  return error;
}

import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import type { ParsedStatement } from "../sql/parser.js";
import { serverError } from "../sql/server-error.js";
import { isContention, lockWaitOver, migrationFailed } from "./failure.js";
import type { Migration } from "./files.js";
import { recordMigration } from "./history.js";
import { dropIndex, indexOf, readIndex } from "./invalid-indexes.js";

/** How long one try waits for a lock, in milliseconds: whoever queues behind us waits no longer than this. */
const lockTimeout = 100;

export interface ApplyOptions {
  /** How long to go on trying to get the locks, in milliseconds. */
  readonly lockWait: number;
  /** The server's limit for one statement, in milliseconds; 0 for none. */
  readonly statementTimeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Runs before the commit, on the same connection; what it throws rolls the file back. */
  readonly gate?: (() => Promise<void>) | undefined;
  /** Called before each new try. */
  readonly onRetry?: ((tries: number) => void) | undefined;
}

/** A failed statement, so that the caller can tell where; unwrapped before it leaves this file. */
class StatementFailure extends Error {
  readonly statement: ParsedStatement;
  constructor(statement: ParsedStatement, cause: unknown) {
    super("a statement failed", { cause });
    this.statement = statement;
  }
}

/**
 * Applies one migration and records it.
 *
 * In a transaction, unless its header asks for none: all of it is there afterwards, or nothing. A lock that is not had
 * at once costs the whole file a new try, because locks already taken must not be held while waiting.
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
  if (migration.transactional) {
    await retrying(client, migration, options, () => applyInTransaction(client, migration, options));
    return;
  }
  await applyOutsideTransaction(client, migration, options);
}

async function applyInTransaction(
  client: ClientBase,
  migration: Migration,
  options: ApplyOptions,
): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`set local lock_timeout = '${lockTimeout}ms'`);
    for (const statement of migration.statements) await runStatement(client, statement);
    await finish(client, migration, options);
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw told(migration, error, "the whole file was rolled back; nothing of it stays");
  }
}

/** What follows the file's own statements. A failure of the server's here is told at the file's last statement. */
async function finish(client: ClientBase, migration: Migration, options: ApplyOptions): Promise<void> {
  try {
    // Deferred constraints speak now, not at the commit; and what the file set for itself ends here.
    await client.query("set constraints all immediate");
    await client.query("reset session authorization");
    await recordMigration(client, migration);
    await options.gate?.();
    options.signal?.throwIfAborted();
    await client.query("commit");
  } catch (error) {
    const last = migration.statements.at(-1);
    throw last !== undefined && serverError(error) !== null ? new StatementFailure(last, error) : error;
  }
}

async function applyOutsideTransaction(
  client: ClientBase,
  migration: Migration,
  options: ApplyOptions,
): Promise<void> {
  for (const [place, statement] of migration.statements.entries()) {
    const index = indexOf(statement);
    const before = index === null ? "valid" : await readIndex(client, index);
    // A cancelled `create index concurrently` leaves an invalid index, so it waits for as long as it takes.
    const patient = /\bconcurrently\b/i.test(statement.text);
    await client.query(`set lock_timeout = '${patient ? 0 : lockTimeout}ms'`);
    try {
      await retrying(client, migration, options, () => runStatement(client, statement));
    } catch (error) {
      throw told(migration, error, `${standing(migration, place)}${await cleanUp(client, index, before)}`);
    }
  }
  await options.gate?.();
  await recordMigration(client, migration);
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

/** What stays of a file without a transaction whose statement `index` failed. */
function standing(migration: Migration, index: number): string {
  if (index === 0) return "it was the first statement; nothing of the file stays";
  return `the file runs outside a transaction: its first ${index} of ${migration.statements.length} statements stay, and run again next time`;
}

async function runStatement(client: ClientBase, statement: ParsedStatement): Promise<void> {
  try {
    await client.query(statement.text);
  } catch (error) {
    throw new StatementFailure(statement, error);
  }
}

function told(migration: Migration, error: unknown, remains: string): unknown {
  if (!(error instanceof StatementFailure)) return error;
  if (isContention(error.cause)) return error;
  return migrationFailed(migration, error.statement, error.cause, remains);
}

/** Tries, and tries again after a growing pause, for as long as only somebody else's lock is in the way. */
async function retrying(
  client: ClientBase,
  migration: Migration,
  options: ApplyOptions,
  attempt: () => Promise<void>,
): Promise<void> {
  const begun = Date.now();
  for (let tries = 1; ; tries += 1) {
    options.signal?.throwIfAborted();
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof StatementFailure) || !isContention(error.cause)) throw error;
      const waited = Date.now() - begun;
      if (waited >= options.lockWait) {
        const holders = await openTransactions(client);
        throw lockWaitOver(migration, error.statement, waited, tries, holders);
      }
      options.onRetry?.(tries);
      await sleep(Math.min(pause(tries), options.lockWait - waited), undefined, { signal: options.signal });
    }
  }
}

/** Milliseconds before the next try: 25, 50, 100 … up to a second, each up to a half longer, so that two do not march in step. */
function pause(tries: number): number {
  return Math.min(1000, 25 * 2 ** (tries - 1)) * (1 + Math.random() / 2);
}

/** Who is in a transaction now, oldest first, without a word of what they run. */
async function openTransactions(client: ClientBase): Promise<readonly string[]> {
  try {
    const { rows } = await client.query<{ who: string }>(
      `select format('process %s (%s, %s) for %s s', pid, coalesce(nullif(application_name, ''), 'unnamed'), usename,
                     extract(epoch from now() - xact_start)::int) as who
         from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
          and backend_type = 'client backend'
        order by xact_start limit 3`,
    );
    return rows.map((row) => row.who);
  } catch (error) {
    if (serverError(error) === null) throw error;
    return [];
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { serverError } from "../sql/server-error.js";
import { isContention, lockWaitOver } from "./failure.js";
import type { Migration } from "./files.js";
import { StatementFailure } from "./statement.js";

export interface RetryOptions {
  /** How long to go on trying to get the locks, in milliseconds. */
  readonly lockWait: number;
  readonly signal?: AbortSignal | undefined;
  /** Called before each new try. */
  readonly onRetry?: ((tries: number) => void) | undefined;
}

/** One run of a migration, or of a part of it. */
export interface MigrationRun<Options extends RetryOptions = RetryOptions> {
  readonly client: ClientBase;
  readonly migration: Migration;
  readonly options: Options;
  /** What a failed run leaves in the database, as a sentence. */
  readonly remains: string;
}

/**
 * Tries again after a growing pause while another session holds a lock that the attempt needs.
 * @param attempt must leave nothing behind if it fails
 * @throws {RowproofError} 3: the locks could not be had in time
 */
export async function retrying(
  { client, migration, options, remains }: MigrationRun,
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
        throw lockWaitOver(migration, error.statement, { waited, tries, holders, remains });
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

/** The sessions that are in a transaction now, oldest first, without their statements. */
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

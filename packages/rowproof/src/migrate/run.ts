import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { connect } from "../sql/connection.js";
import { applyMigration } from "./apply.js";
import type { Migration } from "./files.js";

/** What a run says while it goes on. */
interface RunEvents {
  onApplied?(migration: Migration, milliseconds: number): void;
  onRetry?(migration: Migration, tries: number): void;
  /** What a migration says with `raise warning`; a file that is tried again says it again. */
  onWarning?(migration: Migration, text: string): void;
}

export interface RunOptions extends RunEvents {
  readonly url: string;
  readonly lockWait: number;
  readonly statementTimeout: number;
  readonly signal?: AbortSignal | undefined;
  /** The gate: called inside the last file's transaction, before its commit; what it throws rolls that file back. */
  readonly gate: (client: pg.ClientBase) => Promise<void>;
}

/**
 * Applies migrations in their order, each on a connection of its own, so that no file sees another's settings.
 * @throws {RowproofError} what `applyMigration` throws; the files before the failed one stay applied
 */
export async function runMigrations(pending: readonly Migration[], options: RunOptions): Promise<void> {
  for (const migration of pending) {
    const begun = performance.now();
    await onConnection(options.url, options.signal, (client) => {
      client.on("notice", ({ severity, message, hint }) => {
        const text = [message, hint].filter((part) => part !== undefined).join(". ");
        if (severity === "WARNING") options.onWarning?.(migration, text);
      });
      return applyMigration(client, migration, {
        lockWait: options.lockWait,
        statementTimeout: options.statementTimeout,
        signal: options.signal,
        gate: migration === pending.at(-1) ? () => options.gate(client) : undefined,
        onRetry: (tries) => options.onRetry?.(migration, tries),
      });
    });
    options.onApplied?.(migration, performance.now() - begun);
  }
}

/**
 * Gives `work` a connection and closes it afterwards. When the signal aborts, the statement under way is cancelled on
 * the server, so that nothing goes on after the caller has left.
 */
export async function onConnection<T>(
  url: string,
  signal: AbortSignal | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const client = await connect(url);
  const cancel = () => void cancelStatement(url, client);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await work(client);
  } catch (error) {
    // What a cancelled statement says is not the news: the reason for the cancel is.
    signal?.throwIfAborted();
    throw connectionLost(error) ?? error;
  } finally {
    signal?.removeEventListener("abort", cancel);
    await client.end();
  }
}

async function cancelStatement(url: string, client: pg.Client): Promise<void> {
  if (!("processID" in client) || typeof client.processID !== "number") return;
  const other = await connect(url).catch(() => null);
  await other?.query("select pg_cancel_backend($1)", [client.processID]).catch(() => undefined);
  await other?.end();
}

function connectionLost(error: unknown): RowproofError | null {
  if (!(error instanceof Error) || !/connection (terminated|error)|ECONNRESET|EPIPE/i.test(error.message)) {
    return null;
  }
  return new RowproofError(
    {
      id: "connection/lost",
      message: "the connection to the server was cut",
      why: "the server stopped, or something ended the session; what was not committed is rolled back by the server",
      mend: "see that the server is up, then run again",
    },
    3,
    { cause: error },
  );
}

import type pg from "pg";
import { onConnection } from "../sql/session.js";
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
  /**
   * The gate: called inside the last file's transaction, before its commit; what it throws rolls that file back. In a file
   * without a transaction: inside its last block, or at its end.
   */
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

import { listCopies } from "../migrate/backup.js";
import { readMigrations } from "../migrate/files.js";
import { compareWithHistory, hasHistory, historyTable, readHistory } from "../migrate/history.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { backupFiles } from "./status/backup-files.js";
import { type MigrationStatus, migrationStatuses } from "./status/migration-status.js";

/** The result of {@link status}. */
export interface StatusResult {
  /** Such as `Postgres 17.10`. */
  readonly server: string;
  /** The database's name, and how it is reached, without a password. */
  readonly database: string;
  /** The table of the history, and whether it exists. */
  readonly history: { readonly table: string; readonly present: boolean };
  readonly migrations: readonly MigrationStatus[];
  /** Copies of the database on its server, and dump files. */
  readonly backups: readonly string[];
  /** Whether no migration was edited after it was applied, and each that was applied has its file. */
  readonly clean: boolean;
}

/**
 * Says which migrations are applied, pending, edited or unknown. It only reads.
 * @throws {RowproofError} where the contract, a migration file or the connection is wrong
 * @example
 * import { status } from "rowproof/commands";
 *
 * const { migrations } = await status({ database: "embedded:.rowproof" });
 * const pending = migrations.filter(({ state }) => state === "pending");
 */
export function status(options: CommandOptions = {}): Promise<StatusResult> {
  return callCommand({ verb: "status", options: commandOptions }, options, async (given, { signal }) => {
    const contract = await readContract(given);
    const migrations = await readMigrations({ directory: contract.migrations, versions: contract.versions });
    return onTarget(contract, given, ({ url, display }) =>
      onConnection(url, signal, async (client) => {
        const server = await readServer(client);
        const lines = migrationStatuses(await compareWithHistory(migrations, await readHistory(client)));
        return {
          server: `Postgres ${server.version}`,
          database: `${server.database} · ${display}`,
          history: { table: historyTable, present: await hasHistory(client) },
          migrations: lines,
          backups: [...(await listCopies(client, server.database)), ...(await backupFiles(contract))],
          clean: lines.every(({ state }) => state === "applied" || state === "pending"),
        };
      }),
    );
  });
}

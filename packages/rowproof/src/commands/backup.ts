import type { Backup } from "../migrate/backup.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { backupSource, makeBackup, restoreCommand } from "./run/backup.js";

/** The result of {@link backup}. */
export interface BackupResult extends Backup {
  /** The command line that restores it. */
  readonly restore: string;
}

/**
 * Makes a backup: a copy of the database on an embedded server, else a file by `pg_dump` in `.rowproof/backups/`.
 * @throws {RowproofError} exit code 3 where others are connected to the database that is to be copied, or `pg_dump` is missing
 * @example
 * import { backup } from "rowproof/commands";
 *
 * const { name } = await backup({ database: "embedded:.rowproof" });
 */
export function backup(options: CommandOptions = {}): Promise<BackupResult> {
  return callCommand({ verb: "backup", options: commandOptions }, options, async (given, context) => {
    const contract = await readContract(given);
    return onTarget(contract, given, async (target) => {
      const source = await backupSource(target, context.signal);
      const made = await context.report.timed(
        "backup",
        () => makeBackup({ contract, target, source, signal: context.signal }),
        ({ name }) => name,
      );
      return { ...made, restore: restoreCommand(made, target) };
    });
  });
}

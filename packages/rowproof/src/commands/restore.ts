import { type Restored, restoreBackup } from "../migrate/restore.js";
import { callCommand } from "./call/call.js";
import { type CommandOptions, commandOptions, option } from "./call/options.js";
import { readContract } from "./project/contract.js";
import { onTarget } from "./project/target.js";
import { backupSource } from "./run/backup.js";
import { underRunLock } from "./run/run-lock.js";

/** The options of {@link restore}. */
export interface RestoreCommandOptions extends CommandOptions {
  /** The `name` that {@link backup} returned: a file or a database. */
  readonly backup: string;
  /** Whether the restored database gets the present one's name, which is kept under another. Default: false. */
  readonly replace?: boolean | undefined;
}

/** The result of {@link restore}. */
export type RestoreResult = Restored;

const shape = {
  verb: "restore",
  options: {
    ...commandOptions,
    backup: option.requiredText("the name of a backup"),
    replace: option.flag(),
  },
};

/**
 * Restores a backup into a database of its own. Nothing is overwritten or dropped.
 * @throws {RowproofError} exit code 2 where there is no such backup; 3 where others are connected
 * @example
 * import { backup, restore } from "rowproof/commands";
 *
 * const { name } = await backup({ database: "embedded:.rowproof" });
 * await restore({ database: "embedded:.rowproof", backup: name, replace: true });
 */
export function restore(options: RestoreCommandOptions): Promise<RestoreResult> {
  return callCommand(shape, options, async (given, { signal, report }) => {
    const contract = await readContract(given);
    return onTarget(contract, given, async (target) => {
      const source = await backupSource(target, signal);
      const replace = given.replace === true;
      const onWait = (holder: string) => report.wait(`waiting for another run (${holder})`);
      const bringBack = (held: AbortSignal) => restoreBackup(source, given.backup, { replace, signal: held });
      // On another server a run is connected to the database all the time, so Postgres itself refuses to rename it.
      const work = () =>
        target.embedded
          ? underRunLock(target, { wait: 60_000, signal, onWait }, bringBack)
          : bringBack(signal);
      return report.timed("restore", work, ({ database }) => database);
    });
  });
}

import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { underRunLock } from "../commands/run/run-lock.js";
import { type Restored, restoreBackup } from "../migrate/restore.js";
import { sourceOf } from "./backup.js";
import type { CommandRun, CommonOptions } from "./command.js";

interface RestoreCommand extends CommonOptions {
  readonly backup: string;
  readonly replace?: boolean;
}

/** `rowproof restore BACKUP`: brings a backup back into a database of its own; `--replace` gives it the present one's name. */
export const restore: CommandRun<RestoreCommand> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  const target = await openTarget(contract, options);
  try {
    const source = await sourceOf(target, signal);
    const replace = options.replace === true;
    const onWait = (holder: string) => output.tell(`  … waiting for another run (${holder})`);
    // Elsewhere a run under way is connected to the database throughout, so that Postgres itself refuses to rename it.
    const undisturbed = (work: (held: AbortSignal) => Promise<Restored>) =>
      target.embedded ? underRunLock(target, { wait: 60_000, signal, onWait }, work) : work(signal);
    const made = await output.timed(
      "restore",
      () => undisturbed((held) => restoreBackup(source, options.backup, { replace, signal: held })),
      (result) => result.database,
    );
    const kept = made.kept === null ? "" : `; the database of before is kept as ${made.kept}`;
    output.product(`restored into database ${made.database}${kept}`, { command: "restore", ...made });
    return 0;
  } finally {
    await target.close();
  }
};

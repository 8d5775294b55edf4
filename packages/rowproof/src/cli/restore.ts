import { restoreBackup } from "../migrate/restore.js";
import { sourceOf } from "./backup.js";
import type { CommandRun, CommonOptions } from "./command.js";
import { readContract } from "./contract.js";
import { openTarget } from "./target.js";

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
    const made = await output.timed(
      "restore",
      () => restoreBackup(source, options.backup, { replace, signal }),
      (result) => result.database,
    );
    const kept = made.kept === null ? "" : `; the database of before is kept as ${made.kept}`;
    output.product(`restored into database ${made.database}${kept}`, { command: "restore", ...made });
    return 0;
  } finally {
    await target.close();
  }
};

import { restore } from "../commands/restore.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

interface RestoreFlags extends CommonFlags {
  readonly backup: string;
  readonly replace?: boolean;
}

/** `rowproof restore BACKUP`. */
export const restoreLine: CommandLine<RestoreFlags> = async (flags, context) => {
  const { backup, replace } = flags;
  const result = await restore({ ...sharedOptions(flags, context), backup, replace });
  const before = result.kept === null ? "" : `; the database from before is now ${result.kept}`;
  const text = `restored into database ${result.database}${before}`;
  context.output.product(text, { command: "restore", ...result });
  return 0;
};

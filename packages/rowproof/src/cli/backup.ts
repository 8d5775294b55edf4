import { backup } from "../commands/backup.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

/** `rowproof backup`: the backup's name, and how to go back. */
export const backupLine: CommandLine<CommonFlags> = async (flags, context) => {
  const result = await backup(sharedOptions(flags, context));
  context.output.product(`${result.name}\nto go back: ${result.restore}`, { command: "backup", ...result });
  return 0;
};

import { tableRename } from "../commands/table-rename.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";
import { printChange } from "./table-change.js";

interface TableRenameFlags extends CommonFlags {
  readonly old: string;
  readonly new: string;
  readonly finish?: boolean;
  readonly dropOld?: boolean;
}

/** `rowproof table rename OLD NEW`. */
export const tableRenameLine: CommandLine<TableRenameFlags> = async (flags, context) => {
  const { finish, dropOld } = flags;
  const options = { ...sharedOptions(flags, context), old: flags.old, new: flags.new, finish, dropOld };
  printChange("table rename", await tableRename(options), flags, context.output);
  return 0;
};

import { tableNew } from "../commands/table-new.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";
import { printChange } from "./table-change.js";

interface TableNewFlags extends CommonFlags {
  readonly name: string;
  readonly columns?: string;
  readonly access?: string;
  readonly view?: readonly string[];
  readonly purpose?: string;
}

/** `rowproof table new NAME`. */
export const tableNewLine: CommandLine<TableNewFlags> = async (flags, context) => {
  const { name, columns, access, view, purpose } = flags;
  const result = await tableNew({ ...sharedOptions(flags, context), name, columns, access, view, purpose });
  printChange("table new", result, flags, context.output);
  return 0;
};

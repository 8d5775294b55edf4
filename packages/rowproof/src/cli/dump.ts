import { dump } from "../commands/dump.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

/** `rowproof dump`: the schema as SQL on stdout. */
export const dumpLine: CommandLine<CommonFlags> = async (flags, context) => {
  const { sql } = await dump(sharedOptions(flags, context));
  context.output.product(sql.trimEnd(), { command: "dump", sql });
  return 0;
};

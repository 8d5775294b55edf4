import { status } from "../commands/status.js";
import { renderStatus } from "../report/status.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

/** `rowproof status`. Exit 1 where a file was edited or is unknown. */
export const statusLine: CommandLine<CommonFlags> = async (flags, context) => {
  const result = await status(sharedOptions(flags, context));
  const { output } = context;
  output.product(renderStatus(result, output.style), { command: "status", ...result });
  return result.clean ? 0 : 1;
};

import { verify } from "../commands/verify.js";
import { renderChecklist } from "../report/checklist.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

/** `rowproof verify`. Exit 1 where something is wrong. */
export const verifyLine: CommandLine<CommonFlags> = async (flags, context) => {
  const result = await verify(sharedOptions(flags, context));
  const { output } = context;
  output.product(renderChecklist(result.checks, output.style), { command: "verify", ...result });
  return result.clean ? 0 : 1;
};

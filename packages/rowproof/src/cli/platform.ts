import { platform } from "../commands/platform.js";
import type { CommandLine, CommonFlags } from "./command.js";

/** `rowproof platform`: the SQL on stdout. */
export const platformLine: CommandLine<CommonFlags> = async (_flags, { output, signal }) => {
  const { sql } = await platform({ signal });
  output.product(sql.trimEnd(), { command: "platform", sql });
  return 0;
};

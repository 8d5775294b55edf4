import { guide } from "../commands/guide.js";
import { renderFinding, shortPath } from "../report/diagnostic.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

interface GuideFlags extends CommonFlags {
  readonly check?: boolean;
}

/** `rowproof guide`. With `--check` exit 1 where the file differs. */
export const guideLine: CommandLine<GuideFlags> = async (flags, context) => {
  const result = await guide({ ...sharedOptions(flags, context), check: flags.check });
  const { output } = context;
  const document = { command: "guide", ...result };
  if ("finding" in result) {
    output.product(renderFinding(result.finding, output.style), document);
    return 1;
  }
  const state = result.outcome === "written" ? "written" : "is current";
  output.product(`${shortPath(result.file)} ${state}`, document);
  return 0;
};

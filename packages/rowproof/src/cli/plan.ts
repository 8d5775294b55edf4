import { type PlanResult, plan } from "../commands/plan.js";
import { shortPath } from "../report/diagnostic.js";
import { counted } from "../sql/list.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";
import type { Output } from "./output.js";

interface PlanFlags extends CommonFlags {
  readonly write?: string;
  readonly prune?: boolean;
}

/** `rowproof plan`: the statements that are missing. Exit 1 where there are any. */
export const planLine: CommandLine<PlanFlags> = async (flags, context) => {
  const { write, prune } = flags;
  const result = await plan({ ...sharedOptions(flags, context), write, prune });
  print(result, context.output);
  return result.clean ? 0 : 1;
};

function print(result: PlanResult, output: Output): void {
  const { clean, file, notes, sql, pending } = result;
  for (const note of notes) output.tell(`note: ${note}`);
  if (pending.length > 0) {
    output.tell(
      `note: ${counted(pending.length, "migration")} pending, not included in this plan: run rowproof up first`,
    );
  }
  output.product(sql.trimEnd(), { command: "plan", ...result });
  if (clean) output.tell("nothing to plan: the database matches the contract");
  if (file !== null) output.tell(`wrote ${shortPath(file)}; read it, then run rowproof up`);
}

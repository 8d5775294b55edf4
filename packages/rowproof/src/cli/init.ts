import { existsSync } from "node:fs";
import { type InitResult, init } from "../commands/init.js";
import { targetFlags } from "../commands/project/target.js";
import { shortPath } from "../report/diagnostic.js";
import { counted } from "../sql/list.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

interface InitFlags extends CommonFlags {
  readonly force?: boolean;
}

/** `rowproof init`: what was written on stdout, what to do next on stderr. */
export const initLine: CommandLine<InitFlags> = async (flags, context) => {
  const result = await init({ ...sharedOptions(flags, context), force: flags.force });
  const { migrations: _, ...document } = result;
  context.output.product(summary(result), { command: "init", ...document });
  for (const line of nextSteps(result, flags)) context.output.tell(line);
  return 0;
};

function summary({ file, guesses, tables }: InitResult): string {
  const marked =
    guesses === 1 ? "1 guess is marked with a comment" : `${guesses} guesses are marked with a comment`;
  const number = counted(tables.length, "table");
  return `wrote ${shortPath(file)}: ${number}, ${guesses === 0 ? "nothing was guessed" : marked}`;
}

function nextSteps({ file, migrations, tables, schemas }: InitResult, flags: InitFlags): readonly string[] {
  const folder = shortPath(migrations);
  return [
    ...(tables.length === 0 ? [`note: there is no table in ${schemas.join(", ")}`] : []),
    ...(existsSync(migrations)
      ? []
      : [`note: there is no folder ${folder}: make it, or name another under migrations`]),
    `next: read ${shortPath(file)}, then ${["rowproof", "plan", ...targetFlags(flags)].join(" ")}`,
  ];
}

import { targetFlags } from "../commands/project/target.js";
import type { TableNewResult } from "../commands/table-new.js";
import { shortPath } from "../report/diagnostic.js";
import type { CommonFlags } from "./command.js";
import type { Output } from "./output.js";

/** Prints the files that a change of a table wrote, and what to do next. */
export function printChange(
  command: string,
  result: TableNewResult,
  flags: CommonFlags,
  output: Output,
): void {
  const { files, notes, sql } = result;
  for (const note of notes) output.tell(`note: ${note}`);
  output.product(files.map(shortPath).join("\n"), { command, files, notes, sql });
  output.tell(`next: read it, then ${["rowproof", "up", ...targetFlags(flags)].join(" ")}`);
}

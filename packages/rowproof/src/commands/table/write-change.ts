import path from "node:path";
import type { CommandContext } from "../../cli/command.js";
import type { ExitCode } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";
import { type FileChange, writeTogether } from "../files/file-set.js";
import type { Change, Rehearsed } from "./change.js";
import type { Project } from "./situation.js";

/** Writes the files of a change, all of them or none, and tells which they are. */
export async function writeChange(
  { contract, source }: Project,
  change: Change,
  rehearsed: Rehearsed,
  told: { readonly command: string; readonly flags: readonly string[]; readonly notes: readonly string[] },
  { output, signal }: CommandContext,
): Promise<ExitCode> {
  signal.throwIfAborted();
  const { fileName, sql, guide } = rehearsed;
  const changes: readonly FileChange[] = [
    { file: path.join(contract.migrations, fileName), text: sql, present: null },
    { file: contract.file, text: change.source, present: source },
    ...(guide === null ? [] : [{ file: contract.guide, ...guide }]),
  ].filter(({ text, present }) => text !== present);
  await writeTogether(changes);
  const files = changes.map(({ file }) => file);
  const notes = [...told.notes, ...rehearsed.notes];
  for (const note of notes) output.tell(`note: ${note}`);
  output.product(files.map(shortPath).join("\n"), { command: told.command, files, notes, sql });
  output.tell(`next: read it, then ${["rowproof", "up", ...told.flags].join(" ")}`);
  return 0;
}

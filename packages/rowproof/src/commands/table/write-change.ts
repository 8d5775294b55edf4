import path from "node:path";
import { type FileChange, writeTogether } from "../files/file-set.js";
import type { RehearsedChange, TableChange } from "./change.js";
import type { Project } from "./situation.js";

/** What a change of a table wrote. */
export interface WrittenChange {
  /** The migration, the contract and the guide where there is one; absolute. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
  /** The migration's text. */
  readonly sql: string;
}

/** Writes the files of a change, all of them or none. */
export async function writeChange(
  { contract, source }: Project,
  change: TableChange,
  { fileName, sql, guide, notes }: RehearsedChange,
): Promise<WrittenChange> {
  const changes: readonly FileChange[] = [
    { file: path.join(contract.migrations, fileName), text: sql, present: null },
    { file: contract.file, text: change.source, present: source },
    ...(guide === null ? [] : [{ file: contract.guide, ...guide }]),
  ].filter(({ text, present }) => text !== present);
  await writeTogether(changes);
  return { files: changes.map(({ file }) => file), notes, sql };
}

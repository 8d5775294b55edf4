import path from "node:path";
import { readContract } from "../commands/project/contract.js";
import { makeOwnFolder } from "../commands/project/own-folder.js";
import { shellWord } from "../commands/project/shell-word.js";
import { openTarget, type Target } from "../commands/project/target.js";
import type { Contract } from "../contract/contract.js";
import { type Backup, type BackupSource, copyDatabase, dumpDatabase } from "../migrate/backup.js";
import { readServer } from "../migrate/preflight.js";
import { onConnection } from "../sql/session.js";
import type { CommandRun, CommonOptions } from "./command.js";

/** `rowproof backup`: makes one and prints the way back. */
export const backup: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  const target = await openTarget(contract, options);
  try {
    const source = await sourceOf(target, signal);
    const made = await output.timed(
      "backup",
      () => makeBackup(contract, target, source, signal),
      (result) => result.name,
    );
    const back = wayBack(made, target);
    output.product(`${made.name}\nback: ${back}`, { command: "backup", ...made, restore: back });
    return 0;
  } finally {
    await target.close();
  }
};

/** What a backup has to know of the database. */
export async function sourceOf(target: Target, signal: AbortSignal): Promise<BackupSource> {
  const server = await onConnection(target.url, signal, readServer);
  return { url: target.url, database: server.database, major: server.major };
}

/** Makes the backup that fits the server: a copy on the embedded one, a dump of any other. */
export async function makeBackup(
  contract: Contract,
  target: Target,
  source: BackupSource,
  signal: AbortSignal,
): Promise<Backup> {
  if (target.embedded) return copyDatabase(source, signal);
  const folder = backupFolder(contract);
  await makeOwnFolder(path.dirname(folder));
  return dumpDatabase(source, folder, signal);
}

/** Where dump files go. */
export function backupFolder(contract: Contract): string {
  return path.join(contract.directory, ".rowproof", "backups");
}

/** The command that brings a backup back. */
export function wayBack(made: Backup, target: Target): string {
  return ["npx", "rowproof", "restore", made.name, ...target.flags, "--replace"].map(shellWord).join(" ");
}

import path from "node:path";
import type { Contract } from "../../contract/contract.js";
import { type Backup, type BackupSource, copyDatabase, dumpDatabase } from "../../migrate/backup.js";
import { readServer } from "../../migrate/preflight.js";
import { onConnection } from "../../sql/session.js";
import { makeOwnFolder } from "../project/own-folder.js";
import { shellWord } from "../project/shell-word.js";
import type { DatabaseTarget } from "../project/target.js";

/** What a backup needs to know of the database. */
export async function backupSource(
  target: Pick<DatabaseTarget, "url">,
  signal: AbortSignal,
): Promise<BackupSource> {
  const server = await onConnection(target.url, signal, readServer);
  return { url: target.url, database: server.database, major: server.major };
}

interface BackupJob {
  readonly contract: Contract;
  readonly target: DatabaseTarget;
  readonly source: BackupSource;
  readonly signal: AbortSignal;
}

/** Makes the backup that fits the server: a copy on the embedded one, a dump of any other. */
export async function makeBackup({ contract, target, source, signal }: BackupJob): Promise<Backup> {
  if (target.embedded) return copyDatabase(source, signal);
  const folder = backupFolder(contract);
  await makeOwnFolder(path.dirname(folder));
  return dumpDatabase(source, folder, signal);
}

/** The folder of dump files. */
export function backupFolder({ directory }: Pick<Contract, "directory">): string {
  return path.join(directory, ".rowproof", "backups");
}

/** The command line that restores a backup. */
export function restoreCommand({ name }: Backup, { flags }: Pick<DatabaseTarget, "flags">): string {
  return ["npx", "rowproof", "restore", name, ...flags, "--replace"].map(shellWord).join(" ");
}

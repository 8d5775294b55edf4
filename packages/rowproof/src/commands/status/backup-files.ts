import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Contract } from "../../contract/contract.js";
import { backupFolder } from "../run/backup.js";

/** The dump files of a project, oldest first. */
export async function backupFiles(contract: Pick<Contract, "directory">): Promise<readonly string[]> {
  const folder = backupFolder(contract);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".dump"))
    .sort()
    .map((name) => path.join(folder, name));
}

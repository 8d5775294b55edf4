import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Makes a project's `.rowproof/`, which holds databases and backups, and keeps it out of git. */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = { flag: "wx" };
  await writeFile(path.join(folder, ".gitignore"), "*\n", options).catch(() => undefined);
}

import { createHash } from "node:crypto";
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isThere } from "./entry.js";
import { directoryNotReachable } from "./errors.js";
import { withLock } from "./lock.js";
import { commonDirectory, findBarrier, makeDirectory } from "./reach.js";

/** Nobody in particular: the permissions that every user has. */
const anyone = { uid: -1, gid: -1 };

/** Whether every user of the machine may enter the folder and run what is in it. */
export async function isOpenToEveryone(native: string): Promise<boolean> {
  const entries = ["bin", "lib", "share", "share/postgresql", "bin/postgres"].map((path) =>
    join(native, path),
  );
  for (const path of entries) {
    if ((await isThere(path)) && (await findBarrier(path, anyone)) !== null) return false;
  }
  return true;
}

/**
 * Copies a server to /var/lib/rowproof, once for each version and content, and returns the copy. For root alone: what is
 * copied belongs to root and nobody else may change it.
 */
export async function copyForEveryone(
  native: string,
  version: string,
  into = commonDirectory,
): Promise<string> {
  const files = await listFiles(native);
  const copy = join(into, `postgres-${version}-${await fingerprint(native, files)}`);
  await makeDirectory(into);
  await checkTrusted(into);
  await withLock(join(into, "lock"), async () => {
    if (!(await isThere(copy))) await makeCopy(native, files, copy);
  });
  await checkTrusted(copy);
  return copy;
}

/** Under another name until it is complete. */
async function makeCopy(native: string, files: readonly string[], copy: string): Promise<void> {
  const draft = `${copy}.draft`;
  await rm(draft, { recursive: true, force: true });
  for (const file of files) await copyEntry(join(native, file), join(draft, file));
  await rename(draft, copy);
}

async function checkTrusted(directory: string): Promise<void> {
  const { uid, mode } = await lstat(directory);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw directoryNotReachable(
    directory,
    directory,
    "it does not belong to root alone, so another user could have changed the programs in it",
    `look at who wrote there, then remove it: rm -r ${directory}`,
  );
}

async function listFiles(native: string): Promise<readonly string[]> {
  const entries = await readdir(native, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => relative(native, join(entry.parentPath, entry.name))).sort();
}

async function fingerprint(native: string, files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}:${(await lstat(join(native, file))).size}\n`);
  return hash.digest("hex").slice(0, 16);
}

async function copyEntry(from: string, to: string): Promise<void> {
  await makeOpenDirectory(dirname(to));
  const entry = await lstat(from);
  if (entry.isSymbolicLink()) return symlink(await readlink(from), to);
  await copyFile(from, to);
  await chmod(to, (entry.mode & 0o100) === 0 ? 0o644 : 0o755);
}

async function makeOpenDirectory(directory: string): Promise<void> {
  if (await isThere(directory)) return;
  await makeOpenDirectory(dirname(directory));
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
}

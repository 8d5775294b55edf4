import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isRoot, serverAccount } from "./account.js";
import { explainFailure, failedWith } from "./errors.js";
import type { SystemAccount } from "./program.js";

/** Where root keeps what the server must reach and cannot where it is. */
export const commonDirectory = "/var/lib/rowproof";

const pointer = "moved-to";

/**
 * The directory itself, or one that stands in for it: run by root, the server runs as another user, who does not get into
 * a home or a temporary directory that root alone may enter. The substitute lies in /var/lib/rowproof, and a file in the
 * directory names it, so that it is found again, and a directory that was removed and made anew gets a new one.
 * @throws {RowproofError} `embedded/directory-unusable`, `embedded/no-account`.
 */
export async function reachableDirectory(directory: string): Promise<string> {
  const wanted = resolve(directory);
  return isRoot() ? explainFailure(wanted, () => substitute(wanted)) : wanted;
}

async function substitute(wanted: string): Promise<string> {
  const account = await serverAccount(join(wanted, "data"));
  if ((await findBarrier(wanted, account)) === null) return wanted;
  const found = join(commonDirectory, await substituteName(wanted));
  await makeDirectory(found);
  return found;
}

/** The first of a path's directories, from the root down, that the account may not enter. What is not there yet bars nobody. */
export async function findBarrier(path: string, account: SystemAccount): Promise<string | null> {
  if (account === undefined) return null;
  const existing = await nearestExisting(path);
  for (const step of steps(existing)) {
    if (!(await mayEnter(step, account))) return step;
  }
  return null;
}

/** Makes a directory and those above it; run by root, such that the server may pass through whatever umask is set. */
export async function makeDirectory(directory: string): Promise<void> {
  // Step by step: `mkdir` with `recursive` never ends where the system answers ENOENT to every try, as /proc does.
  for (const step of steps(directory)) {
    if ((await makeOne(step)) && isRoot()) await chmod(step, 0o711);
  }
}

/** Makes one directory, in one that is there; returns whether it was not there before. */
async function makeOne(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    // mkdir can also report an existing directory as one that may not be written to.
    const there = await stat(directory).catch(() => null);
    if (there?.isDirectory()) return false;
    throw error;
  }
}

async function substituteName(wanted: string): Promise<string> {
  await makeDirectory(wanted);
  const file = join(wanted, pointer);
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  await writeFile(draft, join(commonDirectory, randomBytes(8).toString("hex")), { flag: "wx" });
  try {
    await link(draft, file);
  } catch (error) {
    if (!failedWith(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readName(file);
}

/** Only the last part counts: a user who can write the file must not choose where root makes a directory. */
async function readName(file: string): Promise<string> {
  const name = (await readFile(file, "utf8")).trim().split("/").at(-1) ?? "";
  if (/^[0-9a-f]{16}$/.test(name)) return name;
  await rm(file);
  return substituteName(dirname(file));
}

async function nearestExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!failedWith(error, "ENOENT")) throw error;
    return nearestExisting(dirname(path));
  }
}

function steps(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [...steps(above), path];
}

/** Only the permission bits: an access control list that widens them is not seen, and the barrier is reported all the same. */
async function mayEnter(path: string, account: NonNullable<SystemAccount>): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Binaries } from "./binaries.js";
import { isThere } from "./entry.js";
import { dataDirectoryBroken, directoryNotOurs, directoryNotReachable, failedWith } from "./errors.js";
import { runProgram, type SystemAccount } from "./program.js";
import { findBarrier } from "./reach.js";

/** The files of a server's directory, without the lock and the leases. */
export function layout(directory: string) {
  return {
    data: join(directory, "data"),
    password: join(directory, "password"),
    log: join(directory, "log"),
    port: join(directory, "port"),
    lock: join(directory, "lock"),
  };
}

/**
 * The major version that initialised the directory; null where none has.
 * @throws {RowproofError} `embedded/data-directory-broken` where there is something else in its place.
 */
export async function initialisedMajor(directory: string): Promise<number | null> {
  const { data } = layout(directory);
  try {
    return Number.parseInt(await readFile(join(data, "PG_VERSION"), "utf8"), 10);
  } catch (error) {
    if (failedWith(error, "EACCES")) throw belongsToAnother(directory, data);
    if (!failedWith(error, "ENOENT")) throw error;
  }
  if (await isThere(data)) throw dataDirectoryBroken(directory, `${data} has no file PG_VERSION`);
  return null;
}

/** What a directory without a cluster may hold: what a killed process left, and what other rooms keep there (backups, the last proof). */
const ours = /^((data|password|log|port|lock|lease|moved-to|backups|proof)(\..*)?|\.gitignore)$/;

/**
 * @throws {RowproofError} `embedded/directory-not-ours` where the directory holds something else.
 */
export async function refuseOthersFiles(directory: string): Promise<void> {
  const other = (await readdir(directory)).find((name) => !ours.test(name));
  if (other !== undefined) throw directoryNotOurs(directory, other);
}

/**
 * Makes the cluster: in a sibling of its place, then moved there, so that the place never holds half of one. To be called
 * under the directory's lock.
 */
export async function initialise(
  directory: string,
  binaries: Binaries,
  account: SystemAccount,
  scratch: boolean,
): Promise<void> {
  const { data, password } = layout(directory);
  if (!(await isThere(password))) await writePrivately(password, randomBytes(24).toString("hex"), account);
  const draft = `${data}.${randomBytes(8).toString("hex")}`;
  await makeFor(account, draft);
  try {
    await runProgram(binaries.initdb, initdbArguments(draft, password, scratch), account);
    await rename(draft, data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await sync(directory);
}

/** `C` collation and UTF-8 whatever the machine's locale: under a POSIX locale initdb would choose SQL_ASCII. */
function initdbArguments(data: string, password: string, scratch: boolean): readonly string[] {
  const settings = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--username=postgres"];
  return [...settings, `--pwfile=${password}`, `--pgdata=${data}`, ...(scratch ? ["--no-sync"] : [])];
}

/**
 * @throws {RowproofError} `embedded/directory-not-reachable` where the account may not enter the directory or does not own
 * the data in it.
 */
export async function checkReach(directory: string, account: SystemAccount): Promise<void> {
  const barrier = await findBarrier(directory, account);
  if (barrier !== null) throw barred(directory, barrier);
  const { data } = layout(directory);
  if (!(await isThere(data))) return;
  const { uid } = await stat(data);
  if (process.getuid !== undefined && uid !== (account?.uid ?? process.getuid())) {
    throw belongsToAnother(directory, data);
  }
}

/** The superuser's password. */
export async function readPassword(directory: string): Promise<string> {
  const { password } = layout(directory);
  try {
    return (await readFile(password, "utf8")).trim();
  } catch (error) {
    if (failedWith(error, "EACCES")) throw belongsToAnother(directory, password);
    if (failedWith(error, "ENOENT")) throw dataDirectoryBroken(directory, `the file ${password} is gone`);
    throw error;
  }
}

/** Writes a file that only its owner may read, whole or not at all, and gives it to the account. */
export async function writePrivately(path: string, text: string, account: SystemAccount): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  await writeFile(draft, text, { mode: 0o600, flag: "wx", flush: true });
  if (account !== undefined) await chown(draft, account.uid, account.gid);
  await rename(draft, path);
}

/** Makes a directory that only the account may enter. */
export async function makeFor(account: SystemAccount, directory: string): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  if (account !== undefined) await chown(directory, account.uid, account.gid);
}

/** Removes what killed processes left half made. What an initdb is still writing to is left to the next time. */
export async function removeDrafts(directory: string): Promise<void> {
  const start = `${basename(layout(directory).data)}.`;
  const drafts = (await readdir(directory)).filter((name) => name.startsWith(start));
  await Promise.allSettled(drafts.map((name) => rm(join(directory, name), { recursive: true })));
}

/** Makes a rename outlive a power cut. */
async function sync(directory: string): Promise<void> {
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

function barred(directory: string, barrier: string): Error {
  return directoryNotReachable(
    directory,
    barrier,
    "Postgres refuses to run as root, so it runs as another user, who may not enter there",
    `let others pass through it (chmod o+x ${barrier}), or name a directory elsewhere, such as one in /var/lib`,
  );
}

function belongsToAnother(directory: string, path: string): Error {
  return directoryNotReachable(
    directory,
    path,
    "it belongs to another user than the one who runs this, and Postgres insists on owning its data",
    "run the command as the user who made it, or name another directory",
  );
}

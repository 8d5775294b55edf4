import { randomBytes } from "node:crypto";
import { chmod, link, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { directoryLocked, failedWith } from "./errors.js";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.js";

interface LockHolder extends ProcessIdentity {
  /** Tells this holding of the lock from every other. */
  readonly id: string;
}

/** A file that a power cut emptied, or a draft that is being written. */
const unreadable: LockHolder = { pid: 0, start: "nobody's", id: "unreadable" };

const patience = 60_000;
const pause = 10;

/**
 * Runs `work` while no other process, and nothing else in this one, holds the lock file `path`. A holder that died is
 * succeeded at once.
 * @throws {RowproofError} `embedded/directory-locked` after a minute of waiting.
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(path);
  try {
    await sweep(path);
    return await work();
  } finally {
    await unlink(path);
  }
}

/** Whatever the umask, others may read who holds it. `link` either makes the file with its whole content or fails, so a lock never lacks its holder's name. */
async function acquire(path: string): Promise<void> {
  const id = randomBytes(8).toString("hex");
  const draft = `${path}.${id}.draft`;
  const holder: LockHolder = { ...(await identityOf(process.pid)), id };
  await writeFile(draft, JSON.stringify(holder), { flag: "wx" });
  await chmod(draft, 0o644);
  try {
    const deadline = Date.now() + patience;
    while (!(await linked(draft, path))) await outwait(path, deadline);
  } finally {
    await unlink(draft);
  }
}

async function outwait(path: string, deadline: number): Promise<void> {
  const holder = await readHolder(path);
  if (holder === null) return;
  if (!(await isAlive(holder))) return succeed(path, holder.id);
  if (Date.now() > deadline) throw directoryLocked(dirname(path), holder.pid);
  await sleep(pause);
}

/**
 * Removes a dead holder's lock. Between reading and removing, another process could have removed it and made its own, so
 * both happen under a lock named for the dead holding: only that lock's holder removes this one.
 */
async function succeed(path: string, deadId: string): Promise<void> {
  const inner = `${path}.${deadId}`;
  await acquire(inner);
  try {
    if ((await readHolder(path))?.id === deadId) await unlink(path);
  } finally {
    await unlink(inner);
  }
}

/** Files that crashed processes left next to the lock. The holder of the lock may remove them. */
async function sweep(path: string): Promise<void> {
  const drafts = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.`));
  for (const name of drafts) {
    const file = join(dirname(path), name);
    const holder = await readHolder(file);
    if (holder !== null && holder !== unreadable && !(await isAlive(holder))) await rm(file, { force: true });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (failedWith(error, "EEXIST")) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<LockHolder | null> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (failedWith(error, "ENOENT")) return null;
    if (error instanceof SyntaxError) return unreadable;
    throw error;
  }
}

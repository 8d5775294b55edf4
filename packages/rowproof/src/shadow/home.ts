import { randomBytes } from "node:crypto";
import { lstat, readdir, readlink, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serverAccount } from "../embedded/account.js";
import { findPostmaster } from "../embedded/postmaster.js";
import { identityOf, isAlive } from "../embedded/process-identity.js";
import { commonDirectory, findBarrier, makeDirectory } from "../embedded/reach.js";

const prefix = "rowproof-shadow";
const patience = 5_000;

/** A directory for one shadow. Its name says whose it is, so that it is never without an owner, not even while it is made. */
export interface ShadowDirectory {
  /** Where the server's files go. */
  readonly server: string;
  /** Removes all of it; the server must have stopped. */
  remove(): Promise<void>;
}

/** Makes one in the temporary directory, or, where the server's account may not enter that, in the common one. */
export async function makeHome(): Promise<ShadowDirectory> {
  const { pid, start } = await identityOf(process.pid);
  const owner = [pid, encode(start), encode(await pidNamespace())];
  const home = join(await base(), [prefix, ...owner, randomBytes(6).toString("hex")].join("."));
  await makeDirectory(home);
  return { server: serverOf(home), remove: () => removeDirectory(home) };
}

/**
 * Removes the homes that killed processes left, and stops the servers in them. What belongs to another user, or to a process that
 * lives, is left alone. Several processes may do so at the same time.
 */
export async function clearStaleHomes(): Promise<void> {
  const homes = await Promise.all([...new Set([await realpath(tmpdir()), commonDirectory])].map(homesIn));
  // What cannot be removed now is left to the next run, and disturbs nothing.
  await Promise.allSettled(homes.flat().map(clear));
}

async function base(): Promise<string> {
  const directory = await realpath(tmpdir());
  const account = await serverAccount(join(directory, prefix, "data"));
  return (await findBarrier(directory, account)) === null ? directory : commonDirectory;
}

async function homesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.startsWith(`${prefix}.`)).map((name) => join(directory, name));
}

async function clear(home: string): Promise<void> {
  if (!(await isOurs(home)) || (await isOwned(home))) return;
  const postmaster = await findPostmaster(serverOf(home));
  // At once: nothing in it is needed any more.
  if (postmaster !== null) process.kill(postmaster.pid, "SIGQUIT");
  const deadline = Date.now() + patience;
  while ((await findPostmaster(serverOf(home))) !== null && Date.now() < deadline) await sleep(10);
  await removeDirectory(home);
}

async function isOurs(home: string): Promise<boolean> {
  const entry = await lstat(home);
  return entry.isDirectory() && (process.getuid === undefined || entry.uid === process.getuid());
}

/** Whether the process that the name tells still lives. Of one that cannot be seen from here, or of none, it is held to. */
async function isOwned(home: string): Promise<boolean> {
  const parts = home.slice(home.lastIndexOf(`${prefix}.`) + prefix.length + 1).split(".");
  const [pid = "", start = "", namespace] = parts;
  if (parts.length !== 4 || namespace !== encode(await pidNamespace())) return true;
  return isAlive({ pid: Number(pid), start: Buffer.from(start, "base64url").toString("utf8") });
}

/** Containers may share a temporary directory, and do not see each other's processes (pid_namespaces(7)). */
function pidNamespace(): Promise<string> {
  return readlink("/proc/self/ns/pid").catch(() => "");
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

function serverOf(home: string): string {
  return join(home, "server");
}

/** A server's last children may still be writing; another process may be removing too. */
function removeDirectory(home: string): Promise<void> {
  return rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

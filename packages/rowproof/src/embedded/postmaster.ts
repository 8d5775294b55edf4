import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.js";
import { layout } from "./data-directory.js";
import { failedWith, programFailed, serverStuck } from "./errors.js";
import { commandOf } from "./process-identity.js";
import { environment, lastLines, runProgram, type SystemAccount } from "./program.js";

/** A server process, as its `postmaster.pid` has it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Whether it accepts connections; else it is starting or stopping. */
  readonly status: "ready" | "starting" | "stopping" | "unknown";
}

/** How a start ended that did not succeed. */
export interface StartFailure {
  /** What the server wrote to its log meanwhile: the last lines. */
  readonly said: string;
}

const patience = 60_000;
const pause = 5;
const logLimit = 1024 * 1024;

/**
 * The server that runs on the directory now; null where none does. A `postmaster.pid` whose number has been given to another
 * program is removed, since Postgres would take that program for itself and refuse to start; one whose process is gone is
 * left to Postgres, which removes it.
 */
export async function findPostmaster(directory: string): Promise<Postmaster | null> {
  const { data } = layout(directory);
  const postmaster = await readPidFile(data);
  if (postmaster === null) return null;
  const command = await commandOf(postmaster.pid);
  if (command === null) return null;
  if (await isServerOf(command, data)) return postmaster;
  await rm(join(data, "postmaster.pid"), { force: true });
  return null;
}

/** How a server is started. */
interface PostmasterOptions {
  readonly port: number;
  /** Server parameters (`-c name=value`), without the port. */
  readonly settings: Readonly<Record<string, string>>;
  readonly binaries: Binaries;
  readonly account: SystemAccount;
}

/**
 * Starts a server and waits until it accepts connections. It is spawned without a shell, as leader of its own session, so
 * that Ctrl-C in the terminal does not reach it.
 */
export async function startPostmaster(
  directory: string,
  { port, settings, binaries, account }: PostmasterOptions,
): Promise<Postmaster | StartFailure> {
  const { data, log } = layout(directory);
  const file = await openLog(log, account);
  const written = (await file.stat()).size;
  try {
    const options = Object.entries({ ...settings, port: String(port) });
    const parameters = options.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const server = await spawnServer(
      binaries.postgres,
      ["-D", await realpath(data), ...parameters],
      file,
      account,
    );
    return await ready(directory, server);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const said = (await readFile(log)).subarray(written).toString("utf8");
    return { said: lastLines(said) };
  } finally {
    await file.close();
  }
}

/**
 * Stops a server: clients are disconnected, what they committed is on disk. Waits until it is gone.
 * @throws {RowproofError} `embedded/server-stuck` after a minute.
 */
export async function stopPostmaster(
  directory: string,
  binaries: Binaries,
  account: SystemAccount,
): Promise<void> {
  const running = await findPostmaster(directory);
  if (running === null) return;
  const stop = ["stop", "--mode=fast", "--no-wait", `--pgdata=${layout(directory).data}`];
  if (running.status !== "stopping") await runProgram(binaries.pgCtl, stop, account);
  await gone(directory, running.pid);
}

/**
 * Waits until a server that is on its way accepts connections, or is gone.
 * @throws {RowproofError} `embedded/server-stuck` after a minute.
 */
export async function settle(directory: string): Promise<Postmaster | null> {
  const deadline = Date.now() + patience;
  for (;;) {
    const postmaster = await findPostmaster(directory);
    if (postmaster === null || postmaster.status === "ready") return postmaster;
    if (Date.now() > deadline) {
      throw serverStuck(directory, postmaster.status === "stopping" ? "stop" : "start", postmaster.pid);
    }
    await sleep(pause);
  }
}

class Ended extends Error {}

async function ready(
  directory: string,
  server: { readonly pid: number; ended: boolean },
): Promise<Postmaster> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const postmaster = await readPidFile(layout(directory).data);
    if (postmaster?.pid === server.pid && postmaster.status === "ready") return postmaster;
    if (server.ended) throw new Ended();
    await sleep(pause);
  }
  throw serverStuck(directory, "start", server.pid);
}

async function gone(directory: string, pid: number): Promise<void> {
  const deadline = Date.now() + patience;
  while ((await commandOf(pid)) !== null && (await findPostmaster(directory))?.pid === pid) {
    if (Date.now() > deadline) throw serverStuck(directory, "stop", pid);
    await sleep(pause);
  }
}

function spawnServer(
  program: string,
  parameters: readonly string[],
  log: FileHandle,
  account: SystemAccount,
): Promise<{ readonly pid: number; ended: boolean }> {
  const child = spawn(program, [...parameters], {
    ...account,
    cwd: "/",
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  child.unref();
  return new Promise((resolve, reject) => {
    const server = { pid: child.pid ?? 0, ended: false };
    child.once("exit", () => {
      server.ended = true;
    });
    child.once("error", (error) => reject(programFailed(program, error.message, error)));
    child.once("spawn", () => resolve(server));
  });
}

/** Not through a symbolic link: root may be writing into a directory that is another user's. */
async function openLog(log: string, account: SystemAccount): Promise<FileHandle> {
  const size = await stat(log).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > logLimit) await rename(log, `${log}.old`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const file = await open(log, flags, 0o600);
  if (account !== undefined) await file.chown(account.uid, account.gid);
  return file;
}

/** Postgres documentation, "Database File Layout": pid, directory, start, port, socket directory, address, key, status. */
async function readPidFile(data: string): Promise<Postmaster | null> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch((error: unknown) => {
    if (failedWith(error, "ENOENT", "ENOTDIR")) return "";
    throw error;
  });
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), status: statusOf(lines[7]) };
}

function statusOf(line: string | undefined): Postmaster["status"] {
  const status = line?.trim();
  return status === "ready" || status === "starting" || status === "stopping" ? status : "unknown";
}

/**
 * Whether a command line is that of a server on this directory. Ours name it by its real path right after `-D`; a server that
 * somebody started by hand may spell it otherwise, so any server that names no other directory counts.
 */
async function isServerOf(command: readonly string[], data: string): Promise<boolean> {
  if (!/(^|[/\\])(postgres|postmaster)(\.exe)?$/.test(command[0] ?? "")) return false;
  const named = command[command.indexOf("-D") + 1];
  if (!command.includes("-D") || named === undefined) return true;
  const [here, there] = await Promise.all([realpath(data), realpath(named).catch(() => named)]);
  return here === there || here.startsWith(`${named} `);
}

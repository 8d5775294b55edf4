import { readFile, realpath } from "node:fs/promises";
import { join as joinPath, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RowproofError } from "../diagnostic.js";
import { serverAccount } from "./account.js";
import { type Binaries, findBinaries, type Major } from "./binaries.js";
import {
  checkReach,
  initialise,
  initialisedMajor,
  layout,
  readPassword,
  refuseOthersFiles,
  removeDrafts,
  writePrivately,
} from "./data-directory.js";
import { isThere } from "./entry.js";
import {
  dataDirectoryBroken,
  explainFailure,
  majorDiffers,
  pidFileDamaged,
  portDiffers,
  portTaken,
  queriesLeft,
} from "./errors.js";
import { endLease, isLeased, takeLease } from "./lease.js";
import { withLock } from "./lock.js";
import { freePort, isFree } from "./port.js";
import { type Postmaster, settle, startPostmaster, stopPostmaster } from "./postmaster.js";
import { copyPrepared } from "./prepared-files.js";
import type { SystemAccount } from "./program.js";
import { makeDirectory } from "./reach.js";

export interface ServerOptions {
  /** Where its data, password and log lie; made where missing. Several processes may use one directory at a time. */
  readonly directory: string;
  /** Default: what the directory was initialised with, and 17 where it was not. */
  readonly major?: Major;
  /** Default: the one it had before, or a free one. */
  readonly port?: number;
  /** The data may be lost in a power cut: faster, for tests and throw-away servers. Default: false. */
  readonly scratch?: boolean;
}

/** A running Postgres on 127.0.0.1. */
export interface EmbeddedServer {
  readonly major: number;
  readonly port: number;
  /** Its real path. */
  readonly directory: string;
  /** The superuser's connection string for a database. It holds the password. */
  url(database: string): string;
  /** Leaves the server; the last user who leaves stops it. Closing twice does nothing. */
  close(): Promise<void>;
}

const defaultMajor: Major = 17;
const patience = 5_000;
const pause = 100;

/** Only this machine gets in. Errors are logged without the statement and the row that caused them. */
const constantSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/** Postgres documentation, "Non-Durable Settings". */
const scratchSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Opens the server of a directory: makes the cluster where there is none, starts it where it does not run, and joins it where
 * it does, whichever process started it. A process that ends without `close` leaves the server running; the next one that opens it takes
 * it over.
 *
 * @throws {RowproofError} `embedded/…`: `binaries-not-installed`, `binaries-not-hydrated`, `directory-not-reachable`,
 * `directory-unusable`, `directory-locked`, `data-directory-broken`, `port-taken`, `program-failed`, `server-stuck`,
 * `queries-left`, `no-account` (exit code 3); `major-differs`, `port-differs` (2).
 * @example
 * const server = await openServer({ directory: ".rowproof" });
 * const client = new pg.Client(server.url("postgres"));
 */
export async function openServer(options: ServerOptions): Promise<EmbeddedServer> {
  const directory = resolve(options.directory);
  return explainFailure(directory, async () => {
    const account = await serverAccount(layout(directory).data);
    await checkReach(directory, account);
    await makeDirectory(directory);
    const real = await realpath(directory);
    return withLock(layout(real).lock, () => join({ ...options, directory: real, account }));
  });
}

/** What a start or stop needs to know of the server in a directory. */
interface Cluster extends ServerOptions {
  readonly account: SystemAccount;
}

/** Under the lock: no other process starts or stops this server meanwhile. */
async function join(cluster: Cluster): Promise<EmbeddedServer> {
  const { directory, account, scratch = false } = cluster;
  const found = await initialisedMajor(directory);
  const major = found ?? cluster.major ?? defaultMajor;
  if (cluster.major !== undefined && cluster.major !== major)
    throw majorDiffers(directory, major, cluster.major);
  const binaries = await findBinaries(major, account);
  if (found === null) {
    await refuseOthersFiles(directory);
    const copied = scratch && (await copyPrepared(directory, major, account));
    if (!copied) await initialise(directory, binaries, account, scratch);
  }
  const password = await readPassword(directory);
  const { port } = (await reuse(cluster)) ?? (await start(cluster, binaries));
  const lease = await takeLease(directory);
  const url = (database: string) =>
    `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return { major, port, directory, url, close: () => leave(cluster, binaries, lease) };
}

async function leave(cluster: Cluster, binaries: Binaries, lease: string): Promise<void> {
  const { directory, account } = cluster;
  if (!(await isThere(lease))) return;
  await withLock(layout(directory).lock, async () => {
    await endLease(lease);
    if (!(await isLeased(directory))) await stopPostmaster(directory, binaries, account);
  });
}

/** A server that already runs, even if all its users have died: the last user to leave stops it. */
async function reuse({ directory, port }: Cluster): Promise<Postmaster | null> {
  const running = await settle(directory);
  if (running === null || port === undefined || running.port === port) return running;
  throw portDiffers(directory, running.port, port);
}

/**
 * Two failures pass: a port may be taken between its choice and its use, so one that was not asked for is chosen again; and
 * where the server was killed, queries that it ran may live a moment longer, and hold its memory.
 */
async function start(cluster: Cluster, binaries: Binaries): Promise<Postmaster> {
  const { directory, account, scratch = false } = cluster;
  await removeDrafts(directory);
  const settings = { ...constantSettings, ...(scratch ? scratchSettings : {}) };
  const deadline = Date.now() + patience;
  for (let first = true; ; first = false) {
    const port = cluster.port ?? (await choosePort(directory, first));
    const result = await startPostmaster(directory, { port, settings, binaries, account });
    if (!("said" in result)) {
      await writePrivately(layout(directory).port, String(port), account);
      return result;
    }
    const failure = await explain(cluster, port, result.said);
    if (!failure.passing || Date.now() > deadline) throw failure.error;
    await sleep(pause);
  }
}

async function explain(
  { directory, port: asked }: Cluster,
  port: number,
  said: string,
): Promise<{ readonly passing: boolean; readonly error: RowproofError }> {
  if (/shared memory block/.test(said)) return { passing: true, error: queriesLeft(directory) };
  if (/lock file "postmaster\.pid"/.test(said)) {
    return {
      passing: false,
      error: pidFileDamaged(directory, joinPath(layout(directory).data, "postmaster.pid")),
    };
  }
  if (!(await isFree(port))) return { passing: asked === undefined, error: portTaken(port) };
  return { passing: false, error: dataDirectoryBroken(directory, `its log says: ${said}`) };
}

async function choosePort(directory: string, first: boolean): Promise<number> {
  const remembered = Number(await readFile(layout(directory).port, "utf8").catch(() => ""));
  const usable = first && Number.isInteger(remembered) && remembered > 0 && remembered < 65536;
  return usable && (await isFree(remembered)) ? remembered : freePort();
}

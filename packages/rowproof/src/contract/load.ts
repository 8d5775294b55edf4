import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Diagnostic, RowproofError } from "../diagnostic.js";
import type { ActorContract, Contract, RoutineContract, TableContract } from "./contract.js";
import { contradictions } from "./contradictions.js";
import type { ActorConfig, Config, RoutineConfig, TableConfig } from "./define.js";
import { contractNotLoaded, noConfig, noDefaultExport } from "./load-error.js";
import { invalidContract, type Mistake, placed } from "./mistake.js";
import { placeFinder } from "./places.js";
import { predicateMistakes } from "./predicate-mistakes.js";
import { repairConfig } from "./repair.js";
import { shapeConfig } from "./schema.js";

const configNames = ["ts", "mts", "js", "mjs"].map((extension) => `rowproof.config.${extension}`);

/**
 * The config file of a folder, or of the nearest folder above it that has one.
 * @returns its absolute path.
 * @throws {RowproofError} `contract/no-config` if there is none.
 */
export async function findConfig(from: string): Promise<string> {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (folder === dirname(folder)) throw noConfig(start);
  }
}

interface LoadOptions {
  /** Whether the compiled file is cached. Default: true. */
  readonly cache?: boolean;
}

/**
 * Reads, checks and completes the contract that a config file exports.
 * @throws {RowproofError} `contract/invalid` with every mistake in `details`; `contract/not-loaded` if the file is not
 * TypeScript or throws; `contract/no-default-export`; `contract/no-config` if there is no such file.
 */
export async function loadContract(file: string, options: LoadOptions = {}): Promise<Contract> {
  return requireValid(await readContractFile(file, options));
}

/** A contract as its file has it, with all mistakes that can be found without a database. */
export interface ContractReading {
  /** The file, absolute. */
  readonly file: string;
  /** With mistakes: the contract without the parts that cannot be read. Undefined if too little is left. */
  readonly contract: Contract | undefined;
  /** The tables whose access cannot be read, by key: in `contract` they stand as closed to everybody. */
  readonly unclear: ReadonlySet<string>;
  readonly mistakes: readonly Diagnostic[];
}

/**
 * Reads a contract and collects its mistakes: what has a wrong shape, and what the rest contradicts.
 * @throws {RowproofError} if the file cannot be loaded at all
 */
export async function readContractFile(
  file: string,
  { cache = true }: LoadOptions = {},
): Promise<ContractReading> {
  const path = resolve(file);
  const source = await readSource(path);
  const place = placeFinder(path, source);
  const value = await evaluate(path, source, cache);
  if (value === undefined) throw noDefaultExport(path);
  return readConfig(value, path, place);
}

/**
 * The same for a contract that is already a value, as `defineConfig` returns it.
 * @param directory the folder at which its relative paths start
 */
export function readContractValue(config: Config, directory: string): Promise<ContractReading> {
  return readConfig(config, join(resolve(directory), "the contract"), () => undefined);
}

async function readConfig(value: unknown, file: string, place: Contract["place"]): Promise<ContractReading> {
  const { config, unclear, mistakes: shapes } = readShape(value);
  const contract = config === undefined ? undefined : complete(file, config, place);
  const others =
    contract === undefined
      ? []
      : [...contradictions(contract, unclear), ...(await predicateMistakes(contract))];
  return { file, contract, unclear, mistakes: placed([...shapes, ...others], place) };
}

/**
 * The contract that was read, if it has no mistake.
 * @throws {RowproofError} `contract/invalid` with every mistake in `details`
 */
export function requireValid({ file, contract, mistakes }: ContractReading): Contract {
  if (contract === undefined || mistakes.length > 0) throw invalidContract(file, mistakes);
  return contract;
}

interface ShapeReading {
  readonly config: Config | undefined;
  readonly unclear: ReadonlySet<string>;
  readonly mistakes: readonly Mistake[];
}

/** The config, without the parts that have the wrong shape. */
function readShape(value: unknown): ShapeReading {
  const shaped = shapeConfig(value);
  if ("config" in shaped) return { config: shaped.config, unclear: new Set(), mistakes: [] };
  const { mistakes } = shaped;
  const repaired = repairConfig(value, mistakes);
  const again = repaired === undefined ? undefined : shapeConfig(repaired.config);
  const config = again !== undefined && "config" in again ? again.config : undefined;
  return { config, unclear: repaired?.unclear ?? new Set(), mistakes };
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw noConfig(dirname(file), basename(file));
    throw contractNotLoaded(file, "", error);
  }
}

async function evaluate(file: string, source: string, cache: boolean): Promise<unknown> {
  try {
    const { createJiti } = await import("jiti");
    const jiti = createJiti(file, {
      alias: { rowproof: ownEntry() },
      fsCache: cache && cacheFolder(file),
      moduleCache: false,
      interopDefault: false,
    });
    const module = await jiti.import<{ readonly default?: unknown }>(file);
    return module.default;
  } catch (error) {
    if (error instanceof RowproofError) throw error;
    throw contractNotLoaded(file, source, error);
  }
}

/**
 * The cache of compiled configs is in the project. It is never in a shared temporary folder, where another user could put code
 * that is then run.
 */
function cacheFolder(file: string): string | false {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules"))) return join(folder, "node_modules", ".cache", "rowproof");
  }
  return false;
}

/** This package's own entry, so that a config loads in a project that has not installed it. */
function ownEntry(): string {
  const built = fileURLToPath(new URL("../index.js", import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL("../index.ts", import.meta.url));
}

function complete(file: string, config: Config, place: Contract["place"]): Contract {
  const directory = dirname(file);
  return {
    file,
    directory,
    database: config.database === undefined ? undefined : absoluteDatabase(config.database, directory),
    migrations: resolve(directory, config.migrations),
    versions: config.versions ?? {},
    schema: resolve(directory, config.schema),
    guide: resolve(directory, config.guide ?? "docs/guide.md"),
    schemas: config.schemas ?? ["public"],
    tables: mapValues(config.tables, completeTable),
    routines: mapValues(config.routines ?? {}, completeRoutine),
    actors: mapValues(config.actors ?? {}, completeActor),
    fixtures: config.fixtures ?? {},
    place,
  };
}

function completeTable({ access, views, aliases, purpose }: TableConfig): TableContract {
  return {
    access,
    views: views ?? [],
    ...(aliases === undefined ? {} : { aliases }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}

function completeRoutine({ execute, reaches }: RoutineConfig): RoutineContract {
  return { execute, ...(reaches === undefined ? {} : { reaches }) };
}

function completeActor({ role, claims, rows }: ActorConfig): ActorContract {
  return {
    ...(role === undefined ? {} : { role }),
    ...(claims === undefined ? {} : { claims }),
    ...(rows === undefined ? {} : { rows }),
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function absoluteDatabase(database: string, directory: string): string {
  const folder = /^embedded:(.+)$/.exec(database)?.[1];
  return folder === undefined ? database : `embedded:${resolve(directory, folder)}`;
}

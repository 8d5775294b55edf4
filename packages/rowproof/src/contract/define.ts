import type { Access, ContractRole } from "./contract.js";

export interface TableConfig {
  /** Who may do what with its rows: a preset, such as `ownedBy("user_id")`. */
  readonly access: Access;
  /** Other names of the table: a compat view with snake_case columns is kept under each. */
  readonly views?: readonly string[] | undefined;
  /** Other names of the table under which its columns keep their own names; `table rename` writes and removes these. */
  readonly aliases?: readonly string[] | undefined;
  /** One sentence on what the table is for. */
  readonly purpose?: string | undefined;
}

export interface RoutineConfig {
  /** The roles that may execute it. */
  readonly execute: readonly ContractRole[];
}

/** What `rowproof.config.ts` says. */
export interface Config {
  /** A connection string, or `embedded:DIR` for a Postgres that Rowproof runs itself with its data in that folder. */
  readonly database?: string | undefined;
  /** The folder of migration files, relative to this file. */
  readonly migrations: string;
  /** Versions (digits) for migration files whose names do not begin with one, by file name. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** The file that holds the schema as it is, relative to this file. */
  readonly schema: string;
  /** The file that `rowproof guide` writes, relative to this file; `"docs/guide.md"` where nothing is said. */
  readonly guide?: string | undefined;
  /** The schemas that the API exposes; `["public"]` where nothing is said. */
  readonly schemas?: readonly string[] | undefined;
  /** By table name, spelt as in the database; `schema.table` where it is not in the first of `schemas`. */
  readonly tables: Readonly<Record<string, TableConfig>>;
  /** By name, or `schema.name`; a routine that is not named may be executed by no caller. */
  readonly routines?: Readonly<Record<string, RoutineConfig>> | undefined;
}

/**
 * Types a contract. Returns what it is given: mistakes are found, all at once, when the file is loaded.
 *
 * @example
 * import { defineConfig, ownedBy, serviceOnly } from "rowproof";
 *
 * export default defineConfig({
 *   migrations: "migrations",
 *   schema: "schema.sql",
 *   tables: {
 *     DailyMood: { access: ownedBy("userId"), views: ["daily_mood"] },
 *     webhook_events: { access: serviceOnly() },
 *   },
 * });
 */
export function defineConfig(config: Config): Config {
  return config;
}

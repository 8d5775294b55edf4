import type { Access, ContractRole, FixtureRow } from "./contract.js";

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
  /** Tables of the contract whose rows it may show or change beyond what their access says: a board of scores, say. */
  readonly reaches?: readonly string[] | undefined;
}

/** Someone whom `rowproof prove` tries beside owner, stranger, anon and service. */
export interface ActorConfig {
  /** The role of their requests; `"authenticated"` where nothing is said. */
  readonly role?: ContractRole | undefined;
  /** Claims of their token that the server alone writes, such as `app_metadata`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** By table: the columns of a row of theirs, such as the one that makes them an admin. */
  readonly rows?: Readonly<Record<string, FixtureRow>> | undefined;
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
  /** By name, of letters, digits, `_` and `-`: further callers to prove the contract with, a column of the matrix each. */
  readonly actors?: Readonly<Record<string, ActorConfig>> | undefined;
  /** By table: rows that `rowproof prove` plants, in turn, where it cannot make up valid ones itself. */
  readonly fixtures?: Readonly<Record<string, readonly FixtureRow[]>> | undefined;
}

/**
 * Types a contract. Returns what it is given: mistakes are found, all at once, when the file is loaded.
 *
 * @example
 * import { defineConfig, ownedBy, readOwn, serviceOnly } from "rowproof";
 *
 * export default defineConfig({
 *   migrations: "migrations",
 *   schema: "schema.sql",
 *   tables: {
 *     DailyMood: { access: ownedBy("userId"), views: ["daily_mood"] },
 *     webhook_events: { access: serviceOnly() },
 *     users_roles: { access: readOwn("user_id") },
 *   },
 *   actors: { admin: { rows: { users_roles: { role: "admin" } } } },
 *   fixtures: { webhook_events: [{ id: "evt_1", at: { sql: "now()" } }] },
 * });
 */
export function defineConfig(config: Config): Config {
  return config;
}

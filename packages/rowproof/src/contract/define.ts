import type { Access, ContractRole, FixtureRow } from "./contract.js";

export interface TableConfig {
  /** Who may do what with its rows: a preset, such as `ownedBy("user_id")`. */
  readonly access: Access;
  /** Other names of the table: each is a view with snake_case columns. */
  readonly views?: readonly string[] | undefined;
  /** Other names of the table under which its columns keep their own names; `table rename` writes and removes these. */
  readonly aliases?: readonly string[] | undefined;
  /** One sentence on what the table is for. */
  readonly purpose?: string | undefined;
}

export interface RoutineConfig {
  /** The roles that may execute it. */
  readonly execute: readonly ContractRole[];
  /** Tables whose rows it may show or change beyond their access, such as the scores of a leaderboard. */
  readonly reaches?: readonly string[] | undefined;
}

/** An actor that `rowproof prove` tries in addition to owner, stranger, anon and service. */
export interface ActorConfig {
  /** The role of their requests. Default: `"authenticated"`. */
  readonly role?: ContractRole | undefined;
  /** Claims of their token that the server alone writes, such as `app_metadata`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** By table: the columns of a row that they get, such as the one that makes them an admin. */
  readonly rows?: Readonly<Record<string, FixtureRow>> | undefined;
}

/** The contents of `rowproof.config.ts`. */
export interface Config {
  /** A connection string, or `embedded:DIR` for a Postgres that Rowproof runs itself with its data in that folder. */
  readonly database?: string | undefined;
  /** The folder of migration files, relative to this file. */
  readonly migrations: string;
  /** Versions (digits) for migration files whose names do not begin with one, by file name. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** The file that holds the current schema, relative to this file. */
  readonly schema: string;
  /** The file that `rowproof guide` writes, relative to this file. Default: `"docs/guide.md"`. */
  readonly guide?: string | undefined;
  /** The schemas that the API exposes. Default: `["public"]`. */
  readonly schemas?: readonly string[] | undefined;
  /** By table name, spelt as in the database; `schema.table` if it is not in the first of `schemas`. */
  readonly tables: Readonly<Record<string, TableConfig>>;
  /** By name, or `schema.name`. A routine that is not named may be executed by nobody. */
  readonly routines?: Readonly<Record<string, RoutineConfig>> | undefined;
  /** By name, of letters, digits, `_` and `-`: further actors to prove the contract with. Each is a column of the matrix. */
  readonly actors?: Readonly<Record<string, ActorConfig>> | undefined;
  /** By table: rows that `rowproof prove` seeds, in turn, if it cannot make valid ones itself. */
  readonly fixtures?: Readonly<Record<string, readonly FixtureRow[]>> | undefined;
}

/**
 * Types a contract. Returns its argument: all mistakes are reported together when the file is loaded.
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

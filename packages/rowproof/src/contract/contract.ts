import type { Place } from "../diagnostic.js";

/**
 * The rows a command may reach, for a signed-in user.
 *
 * - `none`: no row.
 * - `own`: the rows whose `column` holds the user's id. With `within`, a written row must also refer to a parent row of the
 *   same owner, in that table.
 * - `member`: the rows whose `column` names a team of the user, according to the table `members`.
 * - `where`: the rows for which an SQL predicate over the row and the claims is true. With `owner`, that column holds
 *   the owner of each row, whether or not others reach it too.
 * - `all`: every row.
 */
export type Rows =
  | { readonly kind: "none" }
  | { readonly kind: "own"; readonly column: string; readonly within?: string }
  | ({ readonly kind: "member"; readonly column: string } & Membership)
  | { readonly kind: "where"; readonly predicate: string; readonly owner?: string }
  | { readonly kind: "all" };

/** The table that lists the members of each team. */
export interface Membership {
  /** The table of the contract that has a row for each member of each team. */
  readonly members: string;
  /** Its column that names the team. */
  readonly team: string;
  /** Its column that holds the member's id. */
  readonly user: string;
  /** Only members whose role, in that column, is one of these. Default: all. */
  readonly roles?: { readonly column: string; readonly among: readonly string[] };
}

/** What one command may do: the rows it may reach, and (insert and update) the columns it may write. */
export interface CommandAccess {
  readonly rows: Rows;
  /** The only columns that may be written. Default: all, except those of `except`. */
  readonly columns?: readonly string[];
  /** Columns that may not be written. All others may be, also columns that are added later. */
  readonly except?: readonly string[];
}

export const commands = ["select", "insert", "update", "delete"] as const;
export type Command = (typeof commands)[number];

/** The roles of a contract. PostgREST switches to one of them for every request. */
export const contractRoles = ["anon", "authenticated", "service_role"] as const;
export type ContractRole = (typeof contractRoles)[number];

/** For each role and each command, what it may do. A preset makes one; everything else only reads it. */
export type Access = Readonly<Record<ContractRole, Readonly<Record<Command, CommandAccess>>>>;

export interface TableContract {
  readonly access: Access;
  /** The table's other names: each is a view in the same schema, with snake_case columns. */
  readonly views: readonly string[];
  /** Other names whose views keep the table's column names, such as the old name during a rename. */
  readonly aliases?: readonly string[];
  /** One sentence on what the table is for; the guide prints it. */
  readonly purpose?: string;
}

export interface RoutineContract {
  /** The roles that may execute it. */
  readonly execute: readonly ContractRole[];
  /** Tables whose rows it may show or change beyond their access, such as the scores of a leaderboard. */
  readonly reaches?: readonly string[];
}

/** A value of a seeded row: JSON, or an SQL expression. */
export type FixtureValue = string | number | boolean | null | readonly unknown[] | { readonly sql: string };

/** Columns of a seeded row. The others are generated. */
export type FixtureRow = Readonly<Record<string, FixtureValue>>;

/** An actor that the proof tries in addition to owner, stranger, anon and service. */
export interface ActorContract {
  /** Default: `authenticated`. */
  readonly role?: ContractRole;
  /** Claims in addition to `sub`, `role`, `aud` and `email`, such as `app_metadata`, which only the server writes. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** A row that they get in each of these tables, such as the one that makes them an admin. */
  readonly rows?: Readonly<Record<string, FixtureRow>>;
}

/** A contract that was read, checked and given its defaults. */
export interface Contract {
  /** The file it was read from, absolute; every relative path below has been resolved against its folder. */
  readonly file: string;
  readonly directory: string;
  /** A connection string or `embedded:DIR`, if the file names one. */
  readonly database: string | undefined;
  /** The folder of migration files, absolute. */
  readonly migrations: string;
  /** Versions for migration files whose names do not begin with one, by file name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Where `up` and `dump` write the schema, absolute. */
  readonly schema: string;
  /** Where `guide` writes the guide, absolute. */
  readonly guide: string;
  /** The schemas that the API exposes. */
  readonly schemas: readonly string[];
  /** By table name; `schema.table` if it is not in the first of `schemas`. */
  readonly tables: Readonly<Record<string, TableContract>>;
  /** By name, or `schema.name`. A routine that is not named may be executed by nobody. */
  readonly routines: Readonly<Record<string, RoutineContract>>;
  /** By name. Each is a column of the matrix. */
  readonly actors: Readonly<Record<string, ActorContract>>;
  /** By table: rows to seed, used in turn, if the proof cannot generate them. */
  readonly fixtures: Readonly<Record<string, readonly FixtureRow[]>>;
  /** The place in the file of a path such as `["tables", "DailyMood", "access"]`; undefined if it is not known. */
  place(path: readonly string[]): Place | undefined;
}

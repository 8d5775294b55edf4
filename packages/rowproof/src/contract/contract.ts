import type { Place } from "../diagnostic.js";

/**
 * The rows a command may reach, for a signed-in user.
 *
 * - `none`: no row.
 * - `own`: the rows whose `column` holds the caller's id. With `within`, a written row must also point to a parent row of
 *   the same owner, in the table named.
 * - `member`: the rows whose `column` names a team that the caller is in, as the table `members` says.
 * - `where`: the rows for which an SQL predicate over the row and the claims is true. With `owner`, that column says whose
 *   each row is, whoever may reach it.
 * - `all`: every row.
 */
export type Rows =
  | { readonly kind: "none" }
  | { readonly kind: "own"; readonly column: string; readonly within?: string }
  | ({ readonly kind: "member"; readonly column: string } & Membership)
  | { readonly kind: "where"; readonly predicate: string; readonly owner?: string }
  | { readonly kind: "all" };

/** Where it stands who is in which team. */
export interface Membership {
  /** The table of the contract that has a row for each member of each team. */
  readonly members: string;
  /** Its column that names the team. */
  readonly team: string;
  /** Its column that holds the member's id. */
  readonly user: string;
  /** Only members whose role, in the column named, is one of these; absent: all of them. */
  readonly roles?: { readonly column: string; readonly among: readonly string[] };
}

/** What one command may do: the rows it may reach, and (insert and update) the columns it may write. */
export interface CommandAccess {
  readonly rows: Rows;
  /** The only columns that may be written; absent: all of them, but those of `except`. */
  readonly columns?: readonly string[];
  /** Columns that may not be written, while all others may, those too that the table gets later. */
  readonly except?: readonly string[];
}

export const commands = ["select", "insert", "update", "delete"] as const;
export type Command = (typeof commands)[number];

/** The actors' roles that a contract speaks of; PostgREST switches to one of these for every request. */
export const contractRoles = ["anon", "authenticated", "service_role"] as const;
export type ContractRole = (typeof contractRoles)[number];

/** For each role and each command, what it may do. A preset makes one; everything else only reads it. */
export type Access = Readonly<Record<ContractRole, Readonly<Record<Command, CommandAccess>>>>;

export interface TableContract {
  readonly access: Access;
  /** The table's other names: a compat view in the same schema, with snake_case columns, is kept under each. */
  readonly views: readonly string[];
  /** Other names whose views have the table's columns under their own names, as while a table is being renamed. */
  readonly aliases?: readonly string[];
  /** One sentence on what the table is for; the guide prints it. */
  readonly purpose?: string;
}

export interface RoutineContract {
  /** The roles that may execute it. */
  readonly execute: readonly ContractRole[];
  /** Tables of the contract whose rows it may show or change beyond what their access says: a board of scores, say. */
  readonly reaches?: readonly string[];
}

/** A value of a made-up row: as JSON, or an SQL expression. */
export type FixtureValue = string | number | boolean | null | readonly unknown[] | { readonly sql: string };

/** Columns of a made-up row; those that are not named are made up. */
export type FixtureRow = Readonly<Record<string, FixtureValue>>;

/** Someone whom the proof tries beside owner, stranger, anon and service. */
export interface ActorContract {
  /** Default: `authenticated`. */
  readonly role?: ContractRole;
  /** Claims beside `sub`, `role`, `aud` and `email`: those that the server alone writes, such as `app_metadata`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** A row of theirs in each of these tables, as the one that makes them an admin. */
  readonly rows?: Readonly<Record<string, FixtureRow>>;
}

/** A contract that was read, checked and given its defaults. */
export interface Contract {
  /** The file it was read from, absolute; every relative path below has been resolved against its folder. */
  readonly file: string;
  readonly directory: string;
  /** A connection string or `embedded:DIR`, where the file names one. */
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
  /** By table name; `schema.table` where it is not in the first of `schemas`. */
  readonly tables: Readonly<Record<string, TableContract>>;
  /** By name, or `schema.name`; a routine that is not named may be executed by no caller. */
  readonly routines: Readonly<Record<string, RoutineContract>>;
  /** By name; one more column of the matrix each. */
  readonly actors: Readonly<Record<string, ActorContract>>;
  /** By table: rows for the proof to plant, in turn one a row that it needs, where it cannot make them up. */
  readonly fixtures: Readonly<Record<string, readonly FixtureRow[]>>;
  /** Where the file says a thing, by path: `["tables", "DailyMood", "access"]`. Undefined where it cannot be told. */
  place(path: readonly string[]): Place | undefined;
}

import type { QualifiedName } from "../sql/relation-key.js";
import type { Privilege } from "./privileges.js";
import type { OutsideTrigger } from "./triggers.js";

/**
 * What is outside the exposed schemas, or belongs to the whole database, and affects access to them. A dump does not write
 * it and a comparison ignores it.
 */
export interface ExternalObjects {
  /** Every trigger on `auth.users`, whichever schema its function is in. */
  readonly userTriggers: readonly OutsideTrigger[];
  /** Whether foreign keys to `auth.users` do nothing when a user goes: `alter table … disable trigger all`. */
  readonly userKeysDisabled: boolean;
  /** The functions that triggers on the schemas' relations and on `auth.users` run, whichever schema they are in. */
  readonly triggerRoutines: readonly TriggerRoutine[];
  /** `auth.uid()`, `auth.jwt()` and `auth.role()`, those that are there. */
  readonly claimRoutines: readonly ClaimRoutine[];
  /** The functions that defaults, checks, generated columns, indexes and policies of the schemas' relations call. */
  readonly calls: readonly CalledRoutine[];
  /** Settings stored for this database or for roles, of those that decide who a request is. Never a secret. */
  readonly settings: readonly StoredSetting[];
  /** The database itself, and the schema `auth` where it is there. */
  readonly namespaces: readonly Namespace[];
  /** What `anon` and `authenticated` may do with `auth.users`, asked of the server. */
  readonly userPrivileges: readonly UserPrivilege[];
  /** Partitions of the schemas' tables, at any depth, that lie in schemas which were not read. */
  readonly outsidePartitions: readonly OutsidePartition[];
  /** How the server prints the conditions that it was asked about (`bindPredicates`). */
  readonly predicates: readonly BoundPredicate[];
}

export interface BoundPredicate extends QualifiedName {
  /** As it was asked. */
  readonly text: string;
  /** A `select` from the table with the condition as its `where` (`pg_get_viewdef`); null where the server refused it. */
  readonly printed: string | null;
  readonly fault: { readonly message: string; readonly sqlstate: string } | null;
  /** The relations that it asks, the table itself included, with who of the callers may select from each. */
  readonly reads: readonly (QualifiedName & { readonly selectableBy: readonly string[] })[];
  /** The functions that it calls, but for those that Postgres came with. */
  readonly calls: readonly Pick<CalledRoutine, "routine" | "executableBy">[];
}

export interface UserPrivilege {
  readonly role: string;
  /** `SELECT`, `UPDATE` … also where it is held for a column only. */
  readonly privilege: string;
}

export interface OutsidePartition extends QualifiedName {
  readonly owner: string;
  readonly rowSecurity: boolean;
  readonly privileges: readonly Privilege[];
  readonly kind: "table" | "partitioned table" | "foreign table";
  /** Its direct parent, which may lie outside too. */
  readonly of: QualifiedName;
  /** Those of `anon` and `authenticated` that have any privilege on it or on a column of it, asked of the server. */
  readonly openTo: readonly string[];
  /** What is granted on its columns, without saying on which. */
  readonly columnPrivileges: readonly Privilege[];
}

export interface Namespace {
  readonly kind: "database" | "schema";
  readonly name: string;
  readonly owner: string;
  readonly privileges: readonly Privilege[];
}

/** Takes no arguments, so that its schema and name are enough to name it. */
export interface TriggerRoutine extends QualifiedName {
  readonly owner: string;
  readonly language: string;
  readonly securityDefiner: boolean;
  readonly extension: string | null;
  readonly settings: readonly string[];
  /** `pg_get_functiondef`. */
  readonly definition: string;
}

export interface ClaimRoutine {
  readonly name: string;
  readonly owner: string;
  readonly language: string;
  readonly settings: readonly string[];
  /** The body: `pg_get_function_sqlbody` where it is bound, else its text. */
  readonly body: string;
}

export interface CalledRoutine {
  /** The table or view that has the part. */
  readonly relation: QualifiedName;
  /** What calls: for a column `default`, `stored` or `virtual`. */
  readonly part: "default" | "stored" | "virtual" | "check" | "index" | "policy";
  /** The name of the column, constraint, index or policy. */
  readonly name: string;
  readonly routine: QualifiedName & { readonly arguments: string };
  /** Which of `anon`, `authenticated`, `service_role` may execute it, asked of the server. */
  readonly executableBy: readonly string[];
}

export interface StoredSetting {
  /** Null where it holds for every role. */
  readonly role: string | null;
  /** Whether it holds in this database only. */
  readonly database: boolean;
  /** In lower case, as settings are compared. */
  readonly name: string;
  readonly value: string;
}

import type { ExternalObjects } from "./external-objects.js";
import type { EffectivePrivilege, Privilege } from "./privileges.js";
import type { OutsideTrigger, Trigger } from "./triggers.js";

/**
 * The frozen facts of one database, as plain data: no object ids, nothing that differs between two databases with the
 * same schema but the `server` part. Two catalogs are equal when their JSON without `server` is.
 *
 * Lists are sorted: by schema and name in code-unit order, columns by position.
 */
export interface Catalog {
  readonly server: Server;
  /** The schemas that were read. */
  readonly schemas: readonly Schema[];
  readonly roles: readonly Role[];
  readonly extensions: readonly Extension[];
  readonly relations: readonly Relation[];
  readonly routines: readonly Routine[];
  readonly types: readonly NamedType[];
  /** Triggers on relations outside the schemas that call a routine inside them, such as one on `auth.users`. */
  readonly outsideTriggers: readonly OutsideTrigger[];
  readonly defaultPrivileges: readonly DefaultPrivilege[];
  /** What must exist before what, among the objects above; for writing them down in an order that loads. */
  readonly dependencies: readonly Dependency[];
  /** What the schemas hold and this catalog does not read: operators, casts, rules, publications … */
  readonly unread: readonly UnreadObject[];
  /** What is outside the schemas and yet decides what happens in them. */
  readonly external: ExternalObjects;
}

export interface Server {
  /** `server_version_num`, such as 170010. */
  readonly versionNumber: number;
  readonly major: number;
  readonly database: string;
  readonly currentRole: string;
  readonly superuser: boolean;
}

/** An object that no other list of the catalog holds, or a property of a table that is not read. */
export interface UnreadObject {
  /**
   * Its type as `pg_identify_object` names it: `rule`, `operator`, `publication relation` …, or the property: `tablespace`,
   * `row type`, `access method`, `disabled foreign keys`, `comment`, `security label`. Never translated.
   */
  readonly kind: string;
  /** For people: `rule audit on public.notes`, `disabled foreign keys of table public.notes`. */
  readonly description: string;
  /** The table or view that it is a part of; null if it stands alone. */
  readonly relation: RelationName | null;
}

export interface Schema {
  readonly name: string;
  readonly owner: string;
  readonly comment: string | null;
  readonly privileges: readonly Privilege[];
}

export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypassRls: boolean;
  readonly inherit: boolean;
  readonly login: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly memberOf: readonly RoleMembership[];
}

export interface RoleMembership {
  readonly role: string;
  readonly admin: boolean;
  /** Whether the member has the role's privileges without `SET ROLE`. From 16 on per grant, before that the role's. */
  readonly inherit: boolean;
  readonly set: boolean;
}

export interface Extension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
}

type RelationKind =
  | "table"
  | "partitioned table"
  | "view"
  | "materialized view"
  | "foreign table"
  | "sequence";

export interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly comment: string | null;
  /** Belongs to an extension, so that the extension answers for it. */
  readonly extension: string | null;
  readonly unlogged: boolean;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** What logical replication sends to tell a row: `index` is the one marked `replicaIdentity`. */
  readonly replicaIdentity: "default" | "full" | "nothing" | "index";
  /** `reloptions`, such as `security_invoker=true`, sorted; those of the TOAST table begin with `toast.`. */
  readonly options: readonly string[];
  /** `pg_get_viewdef` of a view or materialized view. */
  readonly definition: string | null;
  /** What a view selects from: `schema` and `name` of every relation in its rule. */
  readonly reads: readonly RelationName[];
  /** The commands that Postgres would carry through to the base table (`pg_relation_is_updatable`). */
  readonly updatable: readonly ("INSERT" | "UPDATE" | "DELETE")[];
  readonly partition: PartitionPlace | null;
  readonly partitionKey: string | null;
  readonly inherits: readonly RelationName[];
  readonly sequence: SequenceFacts | null;
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly policies: readonly Policy[];
  readonly triggers: readonly Trigger[];
  /** The ACL, exploded; a null ACL is expanded to its default (`acldefault`). */
  readonly privileges: readonly Privilege[];
  /** What each of `anon`, `authenticated`, `service_role` may do, asked of the server, memberships and PUBLIC included. */
  readonly effective: readonly EffectivePrivilege[];
}

export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

interface PartitionPlace {
  readonly of: RelationName;
  readonly bound: string;
}

export interface SequenceFacts {
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** The column whose drop takes the sequence along (`owned by`), or whose identity it is. */
  readonly ownedBy: (RelationName & { readonly column: string }) | null;
  readonly identity: boolean;
}

export interface Column {
  readonly name: string;
  /** `format_type`: `timestamp(3) without time zone`. */
  readonly type: string;
  readonly notNull: boolean;
  /** The default or generation expression (`pg_get_expr`). */
  readonly default: string | null;
  readonly generated: "stored" | "virtual" | null;
  readonly identity: "always" | "by default" | null;
  readonly collation: string | null;
  readonly comment: string | null;
  /** Whether an inheriting table declares it itself (`attislocal`). */
  readonly local: boolean;
  /** `plain`, `external`, `extended`, `main`; null where it is the type's own. */
  readonly storage: string | null;
  readonly compression: "pglz" | "lz4" | null;
  /** The statistics target; null where it is the server's. */
  readonly statistics: number | null;
  /** `attoptions`, such as `n_distinct=100`. */
  readonly options: readonly string[];
  readonly privileges: readonly Privilege[];
}

type ConstraintKind = "primary key" | "unique" | "foreign key" | "check" | "exclusion" | "not null";

export interface Constraint {
  readonly name: string;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  readonly references: (RelationName & { readonly columns: readonly string[] }) | null;
  readonly onDelete: "no action" | "restrict" | "cascade" | "set null" | "set default" | null;
  readonly validated: boolean;
  /** False if it is `not enforced`, which is possible from 18 on (PostgreSQL documentation, "CREATE TABLE"). */
  readonly enforced: boolean;
  /** Inherited from a parent or the partitioned table, so not written by itself. */
  readonly inherited: boolean;
  /** `pg_get_constraintdef`. */
  readonly definition: string;
  readonly comment: string | null;
}

export interface Index {
  readonly name: string;
  /** Key columns in order; null where the key is an expression. */
  readonly columns: readonly (string | null)[];
  readonly unique: boolean;
  readonly valid: boolean;
  readonly partial: boolean;
  /** Made by a constraint, so not written by itself. */
  readonly constraint: string | null;
  /** Attached to a partitioned index. */
  readonly inherited: boolean;
  /** The partitioned index it is attached to. */
  readonly parent: RelationName | null;
  readonly replicaIdentity: boolean;
  /** What `cluster` orders the table by. */
  readonly clustered: boolean;
  readonly method: string;
  /** `pg_get_indexdef`. */
  readonly definition: string;
  readonly comment: string | null;
}

type PolicyCommand = "all" | "select" | "insert" | "update" | "delete";

export interface Policy {
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive: boolean;
  /** Role names, sorted; `PUBLIC` where it has no `TO`. */
  readonly roles: readonly string[];
  /** `pg_get_expr` of the `USING` expression: names are bound, so this is what the server evaluates. */
  readonly using: string | null;
  readonly withCheck: string | null;
  readonly comment: string | null;
}

export interface Routine {
  readonly schema: string;
  readonly name: string;
  /** `pg_get_function_identity_arguments`, so `schema.name(arguments)` names it. */
  readonly arguments: string;
  readonly kind: "function" | "procedure" | "aggregate" | "window";
  readonly language: string;
  readonly returns: string | null;
  readonly owner: string;
  readonly extension: string | null;
  readonly securityDefiner: boolean;
  readonly volatility: "immutable" | "stable" | "volatile";
  /** `proconfig`, such as `search_path=""`. */
  readonly settings: readonly string[];
  /** `pg_get_functiondef`; for an aggregate a `create aggregate` statement, null where that cannot say it. */
  readonly definition: string | null;
  readonly comment: string | null;
  readonly privileges: readonly Privilege[];
  /** Which of `anon`, `authenticated`, `service_role` may execute it, asked of the server. */
  readonly executableBy: readonly string[];
}

export interface NamedType {
  readonly schema: string;
  readonly name: string;
  readonly kind: "enum" | "domain" | "composite" | "range";
  readonly owner: string;
  readonly extension: string | null;
  /** A `create type` or `create domain` statement without its final semicolon. */
  readonly definition: string;
  readonly comment: string | null;
  readonly privileges: readonly Privilege[];
}

/** What an object made in future is granted: a row of `pg_default_acl`, exploded. */
export interface DefaultPrivilege {
  /** The role whose future objects these are. */
  readonly creator: string;
  /** Null where it holds for every schema. */
  readonly schema: string | null;
  readonly objects: "tables" | "sequences" | "functions" | "types" | "schemas";
  readonly privileges: readonly Privilege[];
  /** Whether the current role may alter it (it is, or is a member of, the creator). */
  readonly alterable: boolean;
}

/**
 * `object` needs `on` to exist first. Both are written by `objectName`: `table public."DailyMood"`, with the
 * routine's arguments in parentheses: `function public.f(uuid)`. A part that may be written apart from its table is an
 * object of its own: `default public.t.c`, `constraint public.t.t_check`.
 */
export interface Dependency {
  readonly object: string;
  readonly on: string;
}

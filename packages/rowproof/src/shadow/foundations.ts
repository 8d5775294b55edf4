import type { Relation, RelationName } from "../catalog/facts.js";
import { family } from "../catalog/family.js";
import type { Privilege } from "../catalog/privileges.js";
import { privilegesOf } from "../catalog/privileges.js";
import { sql } from "../sql/sql.js";

/** Of every extension, who made it. */
export interface ExtensionOwner {
  readonly extension: string;
  readonly owner: string;
}

/** A base type or a function that an extension brought. */
export interface ExtensionMember extends RelationName {
  readonly kind: "type" | "function";
  readonly extension: string;
  /** Of a function: `pg_get_function_arguments`, with names and defaults; null for a type. */
  readonly arguments: string | null;
  /** Of a function: `pg_get_function_identity_arguments`. */
  readonly identity: string | null;
  /** Of a function: `pg_get_function_result`. */
  readonly returns: string | null;
  readonly owner: string;
  /** Of a function: its ACL, exploded; null where it is the one that a new function has. */
  readonly privileges: readonly Privilege[] | null;
}

/** A rule on a table or view, but for those that views are made of. */
export interface RewriteRule {
  readonly on: RelationName & Pick<Relation, "kind">;
  readonly name: string;
  /** `pg_get_ruledef`, without its final semicolon. */
  readonly definition: string;
  readonly enabled: "origin" | "always" | "replica" | "disabled";
}

/** The schemas of the database, but for Postgres's own. */
export const presentSchemas = family<string>(
  () => sql`
  select '' as of, to_json(n.nspname) as fact from pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname collate "C"`,
);

/** The role that `initdb` makes has the object id 10 (PostgreSQL source, "pg_authid.dat"). */
export const bootstrapRole = family<string>(
  () => sql`select '' as of, to_json(r.rolname) as fact from pg_roles r where r.oid = 10`,
);

export const extensionOwners = family<ExtensionOwner>(
  () => sql`
  select '' as of, json_build_object('extension', x.extname, 'owner', pg_get_userbyid(x.extowner)) as fact
  from pg_extension x order by x.extname collate "C"`,
);

/**
 * The types that columns may have and the functions that may be called by name. A function that takes or gives what SQL
 * has no values of is the extension's own business.
 */
export const extensionMembers = family<ExtensionMember>(
  () => sql`
  with member as (
    select d.classid, d.objid, x.extname from pg_depend d join pg_extension x on x.oid = d.refobjid
    where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and x.extname <> 'plpgsql'
  )
  select '' as of, json_build_object('kind', 'type', 'schema', n.nspname, 'name', t.typname, 'extension', m.extname,
    'arguments', null, 'identity', null, 'returns', null,
    'owner', pg_get_userbyid(t.typowner), 'privileges', null) as fact
  from member m
  join pg_type t on t.oid = m.objid
  join pg_namespace n on n.oid = t.typnamespace
  where m.classid = 'pg_type'::regclass and t.typtype = 'b'
    and not exists (select from pg_type e where e.typarray = t.oid)
  union all
  select '', json_build_object('kind', 'function', 'schema', n.nspname, 'name', p.proname, 'extension', m.extname,
    'arguments', pg_get_function_arguments(p.oid), 'identity', pg_get_function_identity_arguments(p.oid),
    'returns', pg_get_function_result(p.oid), 'owner', pg_get_userbyid(p.proowner),
    'privileges', case when p.proacl is not null then ${privilegesOf("p.proacl", "p.proacl")} end)
  from member m
  join pg_proc p on p.oid = m.objid
  join pg_namespace n on n.oid = p.pronamespace
  where m.classid = 'pg_proc'::regclass and p.prokind = 'f'
    and not exists (
      select from unnest(array[p.prorettype] || p.proargtypes::oid[]) as used (oid)
      where used.oid in ('internal'::regtype, 'cstring'::regtype, 'cstring[]'::regtype, 'fdw_handler'::regtype,
        'language_handler'::regtype, 'index_am_handler'::regtype, 'table_am_handler'::regtype,
        'tsm_handler'::regtype, 'event_trigger'::regtype))`,
);

export const rules = family<RewriteRule>(
  (schemas) => sql`
  select '' as of, json_build_object(
    'on', json_build_object('schema', n.nspname, 'name', c.relname, 'kind', case c.relkind when 'v' then 'view'
      when 'p' then 'partitioned table' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end),
    'name', w.rulename,
    'definition', rtrim(pg_get_ruledef(w.oid), ';'),
    'enabled', case w.ev_enabled when 'O' then 'origin' when 'A' then 'always' when 'R' then 'replica'
      else 'disabled' end) as fact
  from pg_rewrite w
  join pg_class c on c.oid = w.ev_class
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any (${schemas}) and w.rulename <> '_RETURN'
  order by n.nspname collate "C", c.relname collate "C", w.rulename collate "C"`,
);

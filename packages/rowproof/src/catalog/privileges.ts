import { type Piece, raw, sql } from "../sql/sql.js";
import { family } from "./family.js";

/** One ACL entry. `grantee` is `PUBLIC` in capitals for the pseudo-role. */
export interface Privilege {
  readonly grantee: string;
  readonly grantor: string;
  /** `SELECT`, `INSERT`, `EXECUTE` … in capitals, as `aclexplode` prints it. */
  readonly privilege: string;
  readonly grantable: boolean;
}

export interface EffectivePrivilege {
  readonly role: string;
  readonly privilege: string;
  /** The columns it holds for, where it does not hold for the whole relation. */
  readonly columns: readonly string[] | null;
}

/**
 * An ACL exploded into a JSON list of `Privilege`. `defaults` is what a null ACL stands for: `acldefault(…)` (PostgreSQL
 * documentation, "Privileges").
 */
export function privilegesOf(acl: string, defaults: string): Piece {
  return raw(`(
    select coalesce(json_agg(json_build_object(
      'grantee', case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
      'grantor', pg_get_userbyid(a.grantor),
      'privilege', a.privilege_type,
      'grantable', a.is_grantable
    ) order by case a.grantee when 0 then '' else pg_get_userbyid(a.grantee)::text end collate "C",
      a.privilege_type collate "C", pg_get_userbyid(a.grantor)::text collate "C"), '[]')
    from aclexplode(coalesce(${acl}, ${defaults})) a)`);
}

/** The roles that callers of the API arrive as; those that the server does not have are left out. */
export const callers = raw(`(
  select oid, rolname::text as name from pg_roles where rolname in ('anon', 'authenticated', 'service_role'))`);

/**
 * What the callers may do with each relation, asked of the server, so that memberships and PUBLIC count. `MAINTAIN`
 * exists from 17 on; asking an older server for it is an error.
 */
export const effectivePrivileges = family<EffectivePrivilege>(
  (schemas) => sql`
  with relation as materialized (
    select c.oid, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  ), asked (sequence, privilege, by_column) as (
    values (false, 'SELECT', true), (false, 'INSERT', true), (false, 'UPDATE', true), (false, 'DELETE', false),
      (false, 'TRUNCATE', false), (false, 'REFERENCES', true), (false, 'TRIGGER', false),
      (true, 'SELECT', false), (true, 'UPDATE', false), (true, 'USAGE', false)
    union all
    select false, 'MAINTAIN', false where current_setting('server_version_num')::int >= 170000
  ), answered as (
    select r.oid, r.relkind, caller.oid as role, caller.name, p.privilege, p.by_column, case
      when p.sequence then has_sequence_privilege(caller.oid, r.oid, p.privilege)
      else has_table_privilege(caller.oid, r.oid, p.privilege) end as whole
    from relation r cross join ${callers} caller join asked p on p.sequence = (r.relkind = 'S')
  )
  select oid::text as of, json_build_object('role', name, 'privilege', privilege, 'columns', case when not whole then (
      select json_agg(a.attname order by a.attnum) from pg_attribute a
      where a.attrelid = answered.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(role, a.attrelid, a.attnum, privilege)) end) as fact
  from answered
  where whole or case when by_column then has_any_column_privilege(role, oid, privilege) else false end
  order by name collate "C", privilege collate "C"`,
);

import { sql } from "../sql/sql.js";
import type { Role } from "./facts.js";
import { family } from "./family.js";

/**
 * The cluster's roles, without those that Postgres predefines. Membership options are a grant's own from 16 on, and
 * before that the member's: `to_jsonb` reads the columns where they exist.
 */
export const roles = family<Role>(
  () => sql`
  select r.oid::text as of, json_build_object(
    'name', r.rolname,
    'superuser', r.rolsuper,
    'bypassRls', r.rolbypassrls,
    'inherit', r.rolinherit,
    'login', r.rolcanlogin,
    'createRole', r.rolcreaterole,
    'createDatabase', r.rolcreatedb,
    'memberOf', (
      select coalesce(json_agg(json_build_object('role', g.name, 'admin', g.admin, 'inherit', g.inherit, 'set', g.set)
        order by g.name collate "C"), '[]')
      from (
        select pg_get_userbyid(m.roleid)::text as name, bool_or(m.admin_option) as admin,
          bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit)) as inherit,
          bool_or(coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)) as set
        from pg_auth_members m where m.member = r.oid group by m.roleid) g)
  ) as fact
  from pg_roles r
  where r.rolname !~ '^pg_'`,
);

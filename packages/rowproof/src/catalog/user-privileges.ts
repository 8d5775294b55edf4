import { sql } from "../sql/sql.js";
import type { UserPrivilege } from "./external-objects.js";
import { family } from "./family.js";

/** What callers may do with `auth.users`, or with a column of it, memberships and PUBLIC included. */
export const userPrivileges = family<UserPrivilege>(
  () => sql`
  select '' as of, json_build_object('role', r.rolname, 'privilege', p.name) as fact
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  cross join pg_roles r
  cross join (values (1, 'SELECT'), (2, 'INSERT'), (3, 'UPDATE'), (4, 'DELETE'), (5, 'TRUNCATE'), (6, 'TRIGGER')) as p (place, name)
  where n.nspname = 'auth' and c.relname = 'users' and r.rolname in ('anon', 'authenticated')
    and (has_table_privilege(r.oid, c.oid, p.name)
      or p.place <= 3 and has_any_column_privilege(r.oid, c.oid, p.name))
  order by r.rolname, p.place`,
);

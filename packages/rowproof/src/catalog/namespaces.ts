import { sql } from "../sql/sql.js";
import type { Namespace } from "./external-objects.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

/** Where objects are created outside the schemas that are read: in the database, and the platform's schema `auth`. */
export const namespaces = family<Namespace>(
  () => sql`
  select '' as of, json_build_object('kind', 'database', 'name', d.datname, 'owner', pg_get_userbyid(d.datdba),
    'privileges', ${privilegesOf("d.datacl", "acldefault('d', d.datdba)")}) as fact
  from pg_database d where d.datname = current_database()
  union all
  select '', json_build_object('kind', 'schema', 'name', n.nspname, 'owner', pg_get_userbyid(n.nspowner),
    'privileges', ${privilegesOf("n.nspacl", "acldefault('n', n.nspowner)")})
  from pg_namespace n where n.nspname = 'auth'`,
);

import { sql } from "../sql/sql.js";
import type { DefaultPrivilege } from "./facts.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

/**
 * What future objects are granted, for every schema and in the schemas read. An entry for every schema holds the whole
 * ACL, one for a schema only what it adds (PostgreSQL documentation, "pg_default_acl").
 */
export const defaultPrivileges = family<DefaultPrivilege>(
  (schemas) => sql`
  select d.oid::text as of, json_build_object(
    'creator', pg_get_userbyid(d.defaclrole),
    'schema', n.nspname,
    'objects', case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
      when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end,
    'privileges', ${privilegesOf("d.defaclacl", "acldefault('c', 0)")},
    'alterable', pg_has_role(d.defaclrole, 'USAGE')
  ) as fact
  from pg_default_acl d
  left join pg_namespace n on n.oid = d.defaclnamespace
  where (d.defaclnamespace = 0 or n.nspname = any (${schemas})) and d.defaclobjtype in ('r', 'S', 'f', 'T', 'n')`,
);

import { sql } from "../sql/sql.js";
import type { OutsidePartition } from "./external-objects.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

const onRelation = privilegesOf("c.relacl", "acldefault('r', c.relowner)");
const onColumn = privilegesOf("a.attacl", "acldefault('c', c.relowner)");

/** The partitions, at any depth, of the schemas' tables that lie in other schemas. */
export const outsidePartitions = family<OutsidePartition>(
  (schemas) => sql`
  with recursive part (oid, parent) as (
    select i.inhrelid, i.inhparent
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace
    where n.nspname = any (${schemas}) and c.relispartition and c.relkind in ('r', 'p', 'f')
    union
    select i.inhrelid, i.inhparent
    from part join pg_inherits i on i.inhparent = part.oid join pg_class c on c.oid = i.inhrelid
    where c.relispartition and c.relkind in ('r', 'p', 'f')
  )
  select '' as of, json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', case c.relkind when 'p' then 'partitioned table' when 'f' then 'foreign table' else 'table' end,
    'of', (select json_build_object('schema', pn.nspname, 'name', p.relname)
      from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = part.parent),
    'owner', pg_get_userbyid(c.relowner),
    'rowSecurity', c.relrowsecurity,
    'openTo', (
      select coalesce(json_agg(r.rolname order by r.rolname collate "C"), '[]') from pg_roles r
      where r.rolname in ('anon', 'authenticated') and (
        has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
        or case when current_setting('server_version_num')::int >= 170000
          then has_table_privilege(r.oid, c.oid, 'MAINTAIN') else false end
        or has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))),
    'privileges', ${onRelation},
    'columnPrivileges', (
      select coalesce(json_agg(held.one order by a.attnum), '[]') from pg_attribute a
      cross join lateral json_array_elements(${onColumn}) as held (one)
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null)
  ) as fact
  from part join pg_class c on c.oid = part.oid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname <> all (${schemas})
  order by n.nspname collate "C", c.relname collate "C"`,
);

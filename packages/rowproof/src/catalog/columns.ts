import { sql } from "../sql/sql.js";
import type { Column } from "./facts.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

/** The columns of tables and views, by position (PostgreSQL documentation, "pg_attribute"). */
export const columns = family<Column>(
  (schemas) => sql`
  select a.attrelid::text as of, json_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull,
    'default', pg_get_expr(d.adbin, d.adrelid),
    'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
    'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
    'collation', case when a.attcollation <> t.typcollation then (
      select format('%I.%I', cn.nspname, co.collname) from pg_collation co
      join pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation) end,
    'comment', col_description(a.attrelid, a.attnum),
    'local', a.attislocal,
    'storage', case when c.relkind in ('r', 'p', 'm') and a.attstorage <> t.typstorage then
      case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end,
    'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
    'statistics', nullif(a.attstattarget, -1),
    'options', (select coalesce(json_agg(o order by o collate "C"), '[]') from unnest(a.attoptions) o),
    'privileges', ${privilegesOf("a.attacl", "acldefault('c', 0)")}
  ) as fact
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and a.attnum > 0 and not a.attisdropped
  order by a.attrelid, a.attnum`,
);

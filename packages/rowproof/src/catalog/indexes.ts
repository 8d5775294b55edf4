import { sql } from "../sql/sql.js";
import type { Index } from "./facts.js";
import { family } from "./family.js";

/** The indexes of tables and materialized views (PostgreSQL documentation, "pg_index"). */
export const indexes = family<Index>(
  (schemas) => sql`
  select x.indrelid::text as of, json_build_object(
    'name', i.relname,
    'columns', (
      select json_agg(a.attname order by u.position)
      from unnest(x.indkey) with ordinality as u (number, position)
      left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.number and u.number <> 0
      where u.position <= x.indnkeyatts),
    'unique', x.indisunique,
    'valid', x.indisvalid,
    'partial', x.indpred is not null,
    'constraint', k.conname,
    'inherited', h.inhparent is not null,
    'parent', case when h.inhparent is not null then (
      select json_build_object('schema', pn.nspname, 'name', p.relname)
      from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = h.inhparent) end,
    'replicaIdentity', x.indisreplident,
    'clustered', x.indisclustered,
    'method', m.amname,
    'definition', pg_get_indexdef(x.indexrelid),
    'comment', obj_description(x.indexrelid, 'pg_class')
  ) as fact
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam
  join pg_class c on c.oid = x.indrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_constraint k on k.conindid = x.indexrelid and k.conrelid = x.indrelid and k.contype in ('p', 'u', 'x')
  left join pg_inherits h on h.inhrelid = x.indexrelid
  where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'm')
  order by x.indrelid, i.relname collate "C"`,
);

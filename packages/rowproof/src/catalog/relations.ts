import { sql } from "../sql/sql.js";
import type { Relation } from "./facts.js";
import { family } from "./family.js";
import { privilegesOf } from "./privileges.js";

/** A relation without the lists that other families fill. */
export type BareRelation = Omit<
  Relation,
  "columns" | "constraints" | "indexes" | "policies" | "triggers" | "effective"
>;

const privileges = privilegesOf(
  "c.relacl",
  "acldefault(case c.relkind when 'S' then 's' else 'r' end::\"char\", c.relowner)",
);

/** Tables, views, materialized views, foreign tables and sequences (PostgreSQL documentation, "pg_class"). */
export const relations = family<BareRelation>(
  (schemas) => sql`
  select c.oid::text as of, json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'kind', case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' when 'f' then 'foreign table' else 'sequence' end,
    'owner', pg_get_userbyid(c.relowner),
    'comment', obj_description(c.oid, 'pg_class'),
    'extension', x.extname,
    'unlogged', c.relpersistence = 'u',
    'rowSecurity', c.relrowsecurity,
    'forceRowSecurity', c.relforcerowsecurity,
    'replicaIdentity', case c.relreplident when 'f' then 'full' when 'n' then 'nothing' when 'i' then 'index'
      else 'default' end,
    'options', (
      select coalesce(json_agg(o order by o collate "C"), '[]') from (
        select unnest(c.reloptions) union all
        select 'toast.' || unnest(t.reloptions) from pg_class t where t.oid = c.reltoastrelid) as options (o)),
    'definition', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
    'reads', case when c.relkind in ('v', 'm') then (
      select coalesce(json_agg(json_build_object('schema', s.nspname, 'name', s.relname)
        order by s.nspname collate "C", s.relname collate "C"), '[]')
      from (
        select distinct bn.nspname, b.relname
        from pg_rewrite r
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid <> c.oid
        join pg_class b on b.oid = d.refobjid
        join pg_namespace bn on bn.oid = b.relnamespace
        where r.ev_class = c.oid) s) else '[]' end,
    'updatable', (
      select coalesce(json_agg(e.name order by e.event) filter (where mask & (1 << e.event) <> 0), '[]')
      from (values (2, 'UPDATE'), (3, 'INSERT'), (4, 'DELETE')) as e (event, name),
        (select case when c.relkind = 'S' or c.relkind = 'f' and not exists (
          -- Postgres calls the wrapper, and fails if that has no handler.
          select from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver
          join pg_foreign_data_wrapper w on w.oid = s.srvfdw where f.ftrelid = c.oid and w.fdwhandler <> 0
        ) then 0 else pg_relation_is_updatable(c.oid, false) end) as m (mask)),
    'partition', case when c.relispartition then (
      select json_build_object('of', json_build_object('schema', pn.nspname, 'name', p.relname),
        'bound', pg_get_expr(c.relpartbound, c.oid))
      from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
      where i.inhrelid = c.oid) end,
    'partitionKey', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
    'inherits', case when c.relispartition then '[]' else (
      select coalesce(json_agg(json_build_object('schema', pn.nspname, 'name', p.relname) order by i.inhseqno), '[]')
      from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
      where i.inhrelid = c.oid) end,
    'sequence', case when c.relkind = 'S' then (
      select json_build_object('type', format_type(q.seqtypid, null), 'start', q.seqstart::text,
        'increment', q.seqincrement::text, 'minimum', q.seqmin::text, 'maximum', q.seqmax::text,
        'cache', q.seqcache::text, 'cycle', q.seqcycle, 'identity', coalesce(o.deptype = 'i', false),
        'ownedBy', case when a.attname is not null then
          json_build_object('schema', tn.nspname, 'name', t.relname, 'column', a.attname) end)
      from pg_sequence q
      left join pg_depend o on o.classid = 'pg_class'::regclass and o.objid = c.oid and o.objsubid = 0
        and o.refclassid = 'pg_class'::regclass and o.refobjsubid > 0 and o.deptype in ('a', 'i')
      left join pg_class t on t.oid = o.refobjid
      left join pg_namespace tn on tn.oid = t.relnamespace
      left join pg_attribute a on a.attrelid = o.refobjid and a.attnum = o.refobjsubid
      where q.seqrelid = c.oid) end,
    'privileges', ${privileges}
  ) as fact
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_depend e on e.classid = 'pg_class'::regclass and e.objid = c.oid and e.objsubid = 0 and e.deptype = 'e'
  left join pg_extension x on x.oid = e.refobjid
  where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')`,
);

import { sql } from "../sql/sql.js";
import type { CalledRoutine } from "./external-objects.js";
import { family } from "./family.js";
import { callers } from "./privileges.js";

/**
 * Which functions the parts of relations call, from `pg_depend`. Postgres keeps no dependency on the functions it came
 * with, so those are not in it.
 */
export const calls = family<CalledRoutine>(
  (schemas) => sql`
  with relation as (
    select c.oid, n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (${schemas}) and c.relkind in ('r', 'p', 'v', 'f')
  ), part (class, oid, relation, kind, name) as (
    select 'pg_attrdef'::regclass::oid, d.oid, d.adrelid,
        case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' else 'default' end, a.attname
      from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    union all select 'pg_constraint'::regclass, k.oid, k.conrelid, 'check', k.conname
      from pg_constraint k where k.contype = 'c'
    union all select 'pg_class'::regclass, x.indexrelid, x.indrelid, 'index', i.relname
      from pg_index x join pg_class i on i.oid = x.indexrelid
    union all select 'pg_policy'::regclass, p.oid, p.polrelid, 'policy', p.polname from pg_policy p
  ), call as (
    select distinct r.nspname, r.relname, part.kind, part.name, d.refobjid as routine
    from part
    join relation r on r.oid = part.relation
    join pg_depend d on d.classid = part.class and d.objid = part.oid and d.refclassid = 'pg_proc'::regclass
  )
  select '' as of, json_build_object(
    'relation', json_build_object('schema', call.nspname, 'name', call.relname),
    'part', call.kind,
    'name', call.name,
    'routine', json_build_object(
      'schema', n.nspname, 'name', p.proname, 'arguments', pg_get_function_identity_arguments(p.oid)),
    'executableBy', (
      select coalesce(json_agg(caller.name order by caller.name collate "C"), '[]') from ${callers} caller
      where has_function_privilege(caller.oid, p.oid, 'EXECUTE'))
  ) as fact
  from call
  join pg_proc p on p.oid = call.routine
  join pg_namespace n on n.oid = p.pronamespace
  order by call.nspname collate "C", call.relname collate "C", call.kind collate "C", call.name collate "C",
    n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`,
);

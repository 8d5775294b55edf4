import { sql } from "../sql/sql.js";
import type { TriggerRoutine } from "./external-objects.js";
import { family } from "./family.js";

/** What triggers run, whichever schema it is in (PostgreSQL documentation, "pg_trigger"). */
export const triggerRoutines = family<TriggerRoutine>(
  (schemas) => sql`
  select p.oid::text as of, json_build_object(
    'schema', n.nspname,
    'name', p.proname,
    'owner', pg_get_userbyid(p.proowner),
    'language', l.lanname,
    'securityDefiner', p.prosecdef,
    'extension', x.extname,
    'settings', coalesce(to_json(p.proconfig), '[]'),
    'definition', pg_get_functiondef(p.oid)
  ) as fact
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  left join pg_depend e on e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e'
  left join pg_extension x on x.oid = e.refobjid
  where p.oid in (
    select t.tgfoid from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace tn on tn.oid = c.relnamespace
    where not t.tgisinternal
      and (tn.nspname = any (${schemas}) or tn.nspname = 'auth' and c.relname = 'users'))
  order by n.nspname collate "C", p.proname collate "C"`,
);

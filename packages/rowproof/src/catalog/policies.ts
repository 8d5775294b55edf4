import { sql } from "../sql/sql.js";
import type { Policy } from "./facts.js";
import { family } from "./family.js";

/** Row security policies (PostgreSQL documentation, "pg_policy"). Role 0 in `polroles` stands for PUBLIC. */
export const policies = family<Policy>(
  (schemas) => sql`
  select p.polrelid::text as of, json_build_object(
    'name', p.polname,
    'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
      when 'd' then 'delete' else 'all' end,
    'permissive', p.polpermissive,
    'roles', (
      select json_agg(r.name order by r.name collate "C")
      from (select case u when 0 then 'PUBLIC' else pg_get_userbyid(u)::text end as name from unnest(p.polroles) u) r),
    'using', pg_get_expr(p.polqual, p.polrelid),
    'withCheck', pg_get_expr(p.polwithcheck, p.polrelid),
    'comment', obj_description(p.oid, 'pg_policy')
  ) as fact
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any (${schemas})
  order by p.polrelid, p.polname collate "C"`,
);

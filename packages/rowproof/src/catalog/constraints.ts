import { sql } from "../sql/sql.js";
import type { Constraint } from "./facts.js";
import { family } from "./family.js";

/**
 * The constraints of tables. Rows that Postgres keeps for itself are left out: those of constraint triggers, and those
 * that a foreign key to a partitioned table has for each partition on the same referencing table.
 */
export const constraints = family<Constraint>(
  (schemas) => sql`
  select k.conrelid::text as of, json_build_object(
    'name', k.conname,
    'kind', case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key'
      when 'c' then 'check' when 'x' then 'exclusion' else 'not null' end,
    'columns', (
      select coalesce(json_agg(a.attname order by u.position), '[]')
      from unnest(k.conkey) with ordinality as u (number, position)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number),
    'references', case when k.contype = 'f' then (
      select json_build_object('schema', fn.nspname, 'name', f.relname, 'columns', (
        select json_agg(a.attname order by u.position) from unnest(k.confkey) with ordinality as u (number, position)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number))
      from pg_class f join pg_namespace fn on fn.oid = f.relnamespace where f.oid = k.confrelid) end,
    'onDelete', case when k.contype = 'f' then case k.confdeltype when 'a' then 'no action' when 'r' then 'restrict'
      when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end end,
    'validated', k.convalidated,
    -- The column came with 18.
    'enforced', coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true),
    'inherited', not k.conislocal,
    'definition', pg_get_constraintdef(k.oid),
    'comment', obj_description(k.oid, 'pg_constraint')
  ) as fact
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any (${schemas}) and k.contype in ('p', 'u', 'f', 'c', 'x', 'n')
    and not exists (select from pg_constraint parent where parent.oid = k.conparentid and parent.conrelid = k.conrelid)
  order by k.conrelid, k.conname collate "C"`,
);

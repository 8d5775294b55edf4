import { sql } from "../sql/sql.js";
import { aggregateDefinition } from "./aggregates.js";
import type { Routine } from "./facts.js";
import { family } from "./family.js";
import { callers, privilegesOf } from "./privileges.js";

/** Functions, procedures, aggregates and window functions (PostgreSQL documentation, "pg_proc"). */
export const routines = family<Routine>(
  (schemas) => sql`
  select p.oid::text as of, json_build_object(
    'schema', n.nspname,
    'name', p.proname,
    'arguments', pg_get_function_identity_arguments(p.oid),
    'kind', case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' when 'w' then 'window'
      else 'function' end,
    'language', l.lanname,
    'returns', pg_get_function_result(p.oid),
    'owner', pg_get_userbyid(p.proowner),
    'extension', x.extname,
    'securityDefiner', p.prosecdef,
    'volatility', case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
    'settings', coalesce(to_json(p.proconfig), '[]'),
    'definition', case when p.prokind <> 'a' then pg_get_functiondef(p.oid) else ${aggregateDefinition} end,
    'comment', obj_description(p.oid, 'pg_proc'),
    'privileges', ${privilegesOf("p.proacl", "acldefault('f', p.proowner)")},
    'executableBy', (
      select coalesce(json_agg(caller.name order by caller.name collate "C"), '[]') from ${callers} caller
      where has_function_privilege(caller.oid, p.oid, 'EXECUTE'))
  ) as fact
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  left join pg_depend e on e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e'
  left join pg_extension x on x.oid = e.refobjid
  where n.nspname = any (${schemas})
    -- the constructors of a range type are the type's
    and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')`,
);

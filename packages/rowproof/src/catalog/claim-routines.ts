import { sql } from "../sql/sql.js";
import type { ClaimRoutine } from "./external-objects.js";
import { family } from "./family.js";

/** The functions through which policies read who the caller is. */
export const claimRoutines = family<ClaimRoutine>(
  () => sql`
  select p.oid::text as of, json_build_object(
    'name', p.proname,
    'owner', pg_get_userbyid(p.proowner),
    'language', l.lanname,
    'settings', coalesce(to_json(p.proconfig), '[]'),
    'body', coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
  ) as fact
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  where n.nspname = 'auth' and p.proname in ('uid', 'jwt', 'role') and p.pronargs = 0
  order by p.proname collate "C"`,
);

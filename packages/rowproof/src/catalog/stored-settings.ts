import { sql } from "../sql/sql.js";
import type { StoredSetting } from "./external-objects.js";
import { family } from "./family.js";

/** Of what is stored, only the settings that decide who a request is: others may hold secrets. */
export const storedSettings = family<StoredSetting>(
  () => sql`
  select '' as of, json_build_object(
    'role', case s.setrole when 0 then null else pg_get_userbyid(s.setrole) end,
    'database', s.setdatabase <> 0,
    'name', entry.name,
    'value', entry.value
  ) as fact
  from pg_db_role_setting s
  cross join lateral unnest(s.setconfig) as stored (text)
  cross join lateral (
    select lower(split_part(stored.text, '=', 1)), substr(stored.text, strpos(stored.text, '=') + 1)
  ) as entry (name, value)
  where s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
    and (entry.name like 'request.jwt.%' or entry.name in ('role', 'row_security', 'session_replication_role',
      'pgrst.db_schemas', 'pgrst.db_anon_role', 'pgrst.jwt_role_claim_key', 'pgrst.db_pre_request'))
  order by entry.name collate "C", s.setrole = 0, pg_get_userbyid(s.setrole)::text collate "C", s.setdatabase = 0`,
);

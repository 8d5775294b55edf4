import type pg from "pg";
import { sql } from "../sql/sql.js";
import { readInSnapshot } from "./snapshot.js";

interface Exposed {
  readonly stored: readonly string[];
  readonly open: readonly string[];
}

/**
 * The schemas that the API exposes: those that are stored for PostgREST (`pgrst.db_schemas`), in their order; else `public`
 * and every schema of the project's own with tables, on which a caller has USAGE. Stored names that are not there are left
 * out.
 */
export async function readExposedSchemas(client: pg.ClientBase): Promise<readonly string[]> {
  const [rows] = (await readInSnapshot(client, [query])) as readonly (readonly Exposed[])[];
  const { stored, open } = rows?.[0] ?? { stored: [], open: [] };
  return stored.length > 0 ? stored : ["public", ...open];
}

// The setting of this database comes before that of all (PostgreSQL documentation, "ALTER ROLE").
const query = sql`
  with stored as (
    select trim(both from substr(entry.text, strpos(entry.text, '=') + 1)) as list
    from pg_db_role_setting s
    join pg_roles r on r.oid = s.setrole and r.rolname = 'authenticator'
    cross join lateral unnest(s.setconfig) as entry (text)
    where s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
      and lower(split_part(entry.text, '=', 1)) = 'pgrst.db_schemas'
    order by s.setdatabase desc
    limit 1
  )
  select
    coalesce((
      select json_agg(n.nspname order by named.position)
      from stored
      cross join lateral regexp_split_to_table(stored.list, '\\s*,\\s*') with ordinality as named (text, position)
      join pg_namespace n on n.nspname = trim(both '"' from named.text)), '[]') as stored,
    coalesce((
      select json_agg(n.nspname order by n.nspname collate "C")
      from pg_namespace n
      where n.nspname !~ '^(pg_|supabase_|pgsodium|graphql)' and n.nspname <> all (array['public', 'auth', 'storage',
          'extensions', 'realtime', '_realtime', 'vault', 'net', 'cron', 'information_schema', 'rowproof'])
        and exists (
          select from pg_roles r
          where r.rolname in ('anon', 'authenticated') and has_schema_privilege(r.oid, n.oid, 'USAGE'))
        and exists (select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p'))), '[]') as open`;

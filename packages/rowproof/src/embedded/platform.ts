import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { authSchema, openPrivileges, roles } from "./platform-sql.js";

export interface PlatformOptions {
  /**
   * Supabase's old default privileges: everything that the connected role makes in `public` from now on is open to `anon`,
   * `authenticated` and `service_role`. What is there already stays as it is. Default: false.
   */
  readonly openDefaultPrivileges?: boolean;
}

/**
 * What Supabase gives every database, as SQL that runs under plain `psql`, in a transaction or without, again and again: the
 * roles, their way into `public`, and the schema `auth` with `users`, `jwt()`, `uid()`, `role()` and `email()`. What
 * is there already, it leaves as it is.
 */
export function platformSql(options: PlatformOptions = {}): string {
  return [roles, authSchema, ...(options.openDefaultPrivileges ? [openPrivileges] : [])].join("\n");
}

/**
 * Gives a plain Postgres what Supabase gives. On a real Supabase, and where everything is there, nothing changes. All of it
 * or nothing: it is one transaction, or a part of the caller's.
 *
 * @returns whether something was missing.
 * @throws {pg.DatabaseError} where the connected role may not make it.
 */
export async function ensurePlatform(
  client: pg.ClientBase,
  options: PlatformOptions = {},
): Promise<"created" | "present"> {
  for (let attempt = 1; ; attempt += 1) {
    if (!(await lacksSomething(client, options))) return "present";
    try {
      await client.query(platformSql(options));
      return "created";
    } catch (error) {
      if (attempt === attempts || !isCollision(error)) throw error;
      await sleep(20 * attempt);
    }
  }
}

/** What of the platform the database lacks, as Postgres would name it: `role anon`, `function auth.uid()`. */
export async function missingPlatform(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ object: string }>(missingObjects);
  return rows.map((row) => row.object);
}

const attempts = 10;

async function lacksSomething(client: pg.ClientBase, options: PlatformOptions): Promise<boolean> {
  const { rows } = await client.query<{ supabase: boolean; open: boolean }>(standing);
  const [found] = rows;
  if (found === undefined || found.supabase) return false;
  if (options.openDefaultPrivileges && !found.open) return true;
  return (await missingPlatform(client)).length > 0;
}

/**
 * Roles belong to the whole cluster, so another database may be given the same ones at this moment: a duplicate, a tuple
 * that was concurrently updated (which has no code of its own) or a deadlock.
 */
function isCollision(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return ["23505", "42710", "40P01", "XX000"].includes(error.code ?? "");
}

const standing = `
select
  exists (select from pg_catalog.pg_roles where rolname in ('supabase_admin', 'supabase_auth_admin')) as supabase,
  (
    select count(distinct (d.defaclobjtype, a.grantee)) = 9
    from pg_catalog.pg_default_acl d, pg_catalog.aclexplode(d.defaclacl) a, pg_catalog.pg_roles r
    where d.defaclrole = (select oid from pg_catalog.pg_roles where rolname = current_user)
      and d.defaclnamespace = 'public'::regnamespace
      and d.defaclobjtype in ('r', 'S', 'f')
      and r.oid = a.grantee and r.rolname in ('anon', 'authenticated', 'service_role')
  ) as open`;

// Looked up in the catalogs, which everybody may read: `to_regclass` raises where the caller may not use the schema.
const missingObjects = `
select object
from (
  select array(
    select p.proname::text from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'auth' and p.pronargs = 0
  ) as names
) as routines, lateral (values
  (1, 'role anon', to_regrole('anon') is null),
  (2, 'role authenticated', to_regrole('authenticated') is null),
  (3, 'role service_role', to_regrole('service_role') is null),
  (4, 'role authenticator', to_regrole('authenticator') is null),
  (5, 'schema auth', to_regnamespace('auth') is null),
  (6, 'table auth.users', not exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'auth' and c.relname = 'users'
  )),
  (7, 'function auth.jwt()', 'jwt' <> all (routines.names)),
  (8, 'function auth.uid()', 'uid' <> all (routines.names)),
  (9, 'function auth.role()', 'role' <> all (routines.names)),
  (10, 'function auth.email()', 'email' <> all (routines.names))
) as part (place, object, missing)
where missing
order by place`;

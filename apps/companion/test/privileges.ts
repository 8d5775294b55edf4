import type pg from "pg";

/** A privilege that a role holds, on a relation (or one of its columns), a sequence or a routine. */
export interface HeldPrivilege {
  readonly role: string;
  readonly object: string;
  readonly privilege: string;
}

/** The privileges of these roles in `public`, from the server's functions, so that memberships and PUBLIC count. */
export async function heldBy(
  client: pg.ClientBase,
  ...roles: readonly string[]
): Promise<readonly HeldPrivilege[]> {
  const { rows } = await client.query<HeldPrivilege>(held, [roles]);
  return rows;
}

const held = `
  select role, oid::regclass::text as object, privilege
  from pg_catalog.pg_class, unnest($1::text[]) as role,
       unnest(case when current_setting('server_version_num')::int >= 170000 then '{MAINTAIN}'::text[] else '{}' end
              || '{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) as privilege
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f')
    and (has_table_privilege(role, oid, privilege)
         or privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege(role, oid, privilege))
  union all
  select role, oid::regclass::text, privilege
  from pg_catalog.pg_class, unnest($1::text[]) as role, unnest('{USAGE,SELECT,UPDATE}'::text[]) as privilege
  where relnamespace = 'public'::regnamespace and relkind = 'S' and has_sequence_privilege(role, oid, privilege)
  union all
  select role, oid::regprocedure::text, 'EXECUTE'
  from pg_catalog.pg_proc, unnest($1::text[]) as role
  where pronamespace = 'public'::regnamespace and has_function_privilege(role, oid, 'EXECUTE')`;

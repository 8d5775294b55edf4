import type pg from "pg";

/**
 * What a sign-in service needs in the schema `auth` in addition to the platform's own columns of `users`: Supabase's columns, made by
 * it elsewhere. Run by the database's owner, because the service's own attempt swallows the server's errors.
 *
 * @param tables the service's own DDL; it makes what is missing and leaves alone what is there
 */
export async function ensureAuthTables(client: pg.ClientBase, tables: string): Promise<void> {
  await client.query("begin");
  try {
    // Two stacks may start at once on one database.
    await client.query(
      "select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('rowproof auth tables'))",
    );
    await client.query(userColumns);
    await client.query(tables);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

const userColumns = `
alter table auth.users
  add column if not exists confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  add column if not exists confirmation_token varchar(255),
  add column if not exists confirmation_sent_at timestamptz,
  add column if not exists recovery_token varchar(255),
  add column if not exists recovery_sent_at timestamptz,
  add column if not exists email_change varchar(255),
  add column if not exists email_change_token_new varchar(255),
  add column if not exists email_change_token_current varchar(255),
  add column if not exists email_change_sent_at timestamptz,
  add column if not exists email_change_confirm_status smallint default 0,
  add column if not exists phone_change text,
  add column if not exists phone_change_token varchar(255),
  add column if not exists phone_change_sent_at timestamptz,
  add column if not exists reauthentication_token varchar(255),
  add column if not exists reauthentication_sent_at timestamptz;
update auth.users set
  aud = coalesce(aud, 'authenticated'), role = coalesce(role, 'authenticated'),
  created_at = coalesce(created_at, now()), updated_at = coalesce(updated_at, now()),
  raw_app_meta_data = coalesce(raw_app_meta_data, '{}'), raw_user_meta_data = coalesce(raw_user_meta_data, '{}')
where aud is null or role is null or created_at is null or updated_at is null
  or raw_app_meta_data is null or raw_user_meta_data is null;
`;

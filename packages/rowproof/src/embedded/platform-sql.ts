/** The roles as Supabase makes them. Each is made by itself, since any of them may be there already. */
export const roles = `\
do $platform$
begin
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
  end if;
  if to_regrole('authenticated') is null then
    create role authenticated nologin noinherit;
  end if;
  if to_regrole('service_role') is null then
    create role service_role nologin noinherit bypassrls;
  end if;
  if to_regrole('authenticator') is null then
    create role authenticator login noinherit;
    grant anon, authenticated, service_role to authenticator;
  end if;
end
$platform$;
`;

/**
 * The schema `auth`. The functions read what PostgREST sets for a request: the claims as JSON, and each claim by itself as
 * older versions did. They never raise, whatever stands there: a claim that cannot be read is null, which every policy
 * refuses.
 *
 * `jwt()` reads in plpgsql, whose exception block alone keeps a malformed JSON from raising before Postgres 16. The others
 * are single SQL expressions without settings, so that the planner inlines them. Names are bound when they are made
 * (`return`), or written out, so that no `search_path` leads them astray.
 */
export const authSchema = `\
do $platform$
begin
  if to_regnamespace('auth') is null then
    create schema auth;
    grant usage on schema auth, public to anon, authenticated, service_role;
  end if;

  if to_regclass('auth.users') is null then
    create table auth.users (
      instance_id uuid,
      id uuid primary key,
      aud varchar(255),
      role varchar(255),
      email varchar(255),
      encrypted_password varchar(255),
      email_confirmed_at timestamptz,
      invited_at timestamptz,
      last_sign_in_at timestamptz,
      raw_app_meta_data jsonb,
      raw_user_meta_data jsonb,
      is_super_admin boolean,
      created_at timestamptz,
      updated_at timestamptz,
      phone text unique,
      phone_confirmed_at timestamptz,
      banned_until timestamptz,
      is_sso_user boolean not null default false,
      deleted_at timestamptz,
      is_anonymous boolean not null default false
    );
    create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
    alter table auth.users enable row level security;
    revoke all on auth.users from public, anon, authenticated;
  end if;

  if to_regprocedure('auth.jwt()') is null then
    create function auth.jwt() returns jsonb language plpgsql stable as $function$
    declare
      written text := pg_catalog.current_setting('request.jwt.claim', true);
      claims pg_catalog.jsonb;
    begin
      if written is null or written operator(pg_catalog.=) '' then
        written := pg_catalog.current_setting('request.jwt.claims', true);
      end if;
      if written is null or written operator(pg_catalog.=) '' then
        return null;
      end if;
      claims := written::pg_catalog.jsonb;
      if pg_catalog.jsonb_typeof(claims) operator(pg_catalog.=) 'object' then
        return claims;
      end if;
      return null;
    exception
      when data_exception or program_limit_exceeded then
        return null;
    end
    $function$;
    grant execute on function auth.jwt() to anon, authenticated, service_role;
  end if;

  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable
    return substring(
      coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), auth.jwt() ->> 'sub')
      from '^(?:[0-9A-Fa-f]{4}-?){7}[0-9A-Fa-f]{4}$'
    )::uuid;
    grant execute on function auth.uid() to anon, authenticated, service_role;
  end if;

  if to_regprocedure('auth.role()') is null then
    create function auth.role() returns text language sql stable
    return coalesce(nullif(current_setting('request.jwt.claim.role', true), ''), auth.jwt() ->> 'role');
    grant execute on function auth.role() to anon, authenticated, service_role;
  end if;

  if to_regprocedure('auth.email()') is null then
    create function auth.email() returns text language sql stable
    return coalesce(nullif(current_setting('request.jwt.claim.email', true), ''), auth.jwt() ->> 'email');
    grant execute on function auth.email() to anon, authenticated, service_role;
  end if;
end
$platform$;
`;

/** Supabase's default privileges of old, for what the connected role makes. */
export const openPrivileges = `\
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
`;

import type { Contract } from "../../src/contract/contract.js";
import { appendOnly, closed, ownedBy, readOwn, serviceOnly } from "../../src/contract/presets.js";

/** A contract that uses every preset once, and the names of both conventions. */
export const journalContract: Contract = {
  file: "/journal/rowproof.config.ts",
  directory: "/journal",
  database: undefined,
  migrations: "/journal/migrations",
  versions: {},
  schema: "/journal/schema.sql",
  guide: "/journal/docs/guide.md",
  schemas: ["public"],
  tables: {
    ChatSession: { access: ownedBy("userId"), views: ["chat_session"] },
    ChatMessage: { access: ownedBy("userId", { within: "ChatSession" }), views: [] },
    profiles: {
      access: ownedBy("user_id", { insert: false, delete: false, writable: ["voice_enabled"] }),
      views: ["profile"],
    },
    runs: { access: appendOnly("user_id"), views: [] },
    roles_of_users: { access: readOwn("user_id"), views: [] },
    events: { access: serviceOnly(), views: [] },
    _history: { access: closed(), views: [] },
  },
  routines: { my_count: { execute: ["authenticated"] }, erase_user: { execute: [] } },
  actors: {},
  fixtures: {},
  place: () => undefined,
};

/** A database that keeps it to the letter, on the platform without open default privileges. */
export const journalSql = `
create table "ChatSession" (
  id text primary key, "userId" text not null, "startedAt" timestamptz default now(), unique (id, "userId"));
create table "ChatMessage" (
  id text primary key, "sessionId" text not null, "userId" text not null, content text,
  foreign key ("sessionId", "userId") references "ChatSession" (id, "userId") on update cascade on delete cascade);
create table profiles (
  user_id uuid primary key references auth.users (id) on delete cascade, plan text not null default 'FREE',
  voice_enabled boolean not null default false);
create table runs (
  id bigserial primary key, user_id uuid not null references auth.users (id) on delete cascade, narrative text);
create table roles_of_users (user_id uuid primary key references auth.users (id) on delete cascade, role text);
create table events (id text primary key, payload jsonb);
create table _history (id text primary key);
create index on "ChatSession" ("userId");
create index on "ChatMessage" ("userId");
create index on "ChatMessage" ("sessionId", "userId");
create index on runs (user_id);

create view chat_session with (security_invoker = true) as
  select id, "userId" as user_id, "startedAt" as started_at from "ChatSession";
create view profile with (security_invoker = true) as select user_id, plan, voice_enabled from profiles;

create function my_count() returns bigint language sql stable set search_path = '' as
  $$ select count(*) from public.runs $$;
create function erase_user() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public."ChatMessage" where "userId" = old.id::text;
  delete from public."ChatSession" where "userId" = old.id::text;
  return old;
end $$;
create trigger erase after delete on auth.users for each row execute function erase_user();
revoke execute on all functions in schema public from public;
grant execute on function my_count() to authenticated;
alter default privileges revoke execute on functions from public;

grant usage on schema public to anon, authenticated, service_role;
grant select, insert, update, delete on "ChatSession", "ChatMessage", chat_session to authenticated;
grant select, update (voice_enabled) on profiles, profile to authenticated;
grant select, insert, delete on runs to authenticated;
grant select on roles_of_users to authenticated;
grant usage on sequence runs_id_seq to authenticated, service_role;
grant select, insert, update, delete
  on "ChatSession", "ChatMessage", chat_session, profiles, profile, runs, roles_of_users, events to service_role;

do $$
declare
  name text;
begin
  foreach name in array array['ChatSession', 'ChatMessage', 'profiles', 'runs', 'roles_of_users', 'events', '_history'] loop
    execute format('alter table %I enable row level security', name);
    if name <> '_history' then
      execute format('create policy service on %I to service_role using (true) with check (true)', name);
    end if;
  end loop;
  foreach name in array array['ChatSession', 'ChatMessage'] loop
    execute format('create policy sel on %I for select to authenticated using ("userId" = (select auth.uid()::text))', name);
    execute format('create policy ins on %I for insert to authenticated with check ("userId" = (select auth.uid()::text))', name);
    execute format('create policy upd on %I for update to authenticated using ("userId" = (select auth.uid()::text)) with check ("userId" = (select auth.uid()::text))', name);
    execute format('create policy del on %I for delete to authenticated using ("userId" = (select auth.uid()::text))', name);
  end loop;
end $$;
create policy sel on profiles for select to authenticated using (user_id = (select auth.uid()));
create policy upd on profiles for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy sel on runs for select to authenticated using (user_id = (select auth.uid()));
create policy ins on runs for insert to authenticated with check (user_id = (select auth.uid()));
create policy del on runs for delete to authenticated using (user_id = (select auth.uid()));
create policy sel on roles_of_users for select to authenticated using (user_id = (select auth.uid()));
`;

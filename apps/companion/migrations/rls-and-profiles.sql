-- Who may touch which row: row level security, policies and grants on the tables that Prisma made, the indexes those
-- policies read by, the rule that a message stays within its owner's sessions; and "profiles", one a user, whose plan is
-- the service's to write.
--
-- Locks: writers of a chat, mood or journal table wait from the first index build until this file is done: about three
-- seconds for two million messages, readers go on meanwhile. Made by hand beforehand, with `create [unique] index
-- concurrently` under the names below, the indexes are found and skipped; then writers wait for the search for misplaced
-- messages, about half a second a million, sign-ups for the backfill of profiles, and readers for milliseconds.
-- Run it in one transaction (Rowproof does; psql needs -1): statement by statement it is as safe, but between a revoke and
-- its grant the application is shut out. Safe to run again.

-- Before anything is made: what this role makes in future is open to nobody but the service. Without this, Supabase's old
-- default privileges hand every new table, view, sequence and function to anon at the moment it is created.
alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from public, anon, authenticated, service_role;
alter default privileges in schema public grant select, insert, update, delete on tables to service_role;
alter default privileges in schema public grant usage, select on sequences to service_role;
-- The entries of a schema only add to those that hold everywhere, so what is granted everywhere can only be taken back
-- everywhere. EXECUTE for PUBLIC is one of these: it is built in.
alter default privileges revoke all on tables from public, anon, authenticated;
alter default privileges revoke all on sequences from public, anon, authenticated;
alter default privileges revoke all on functions from public, anon, authenticated;

-- What belongs to nobody is said, and kept: no policy below shows it to any user, and deleting a user does not reach it.
do $$
declare
    owned text;
    legacy bigint;
    departed bigint;
begin
    -- A role that row level security keeps from seeing all of these rows, or of auth.users, stops here, instead of counting
    -- wrong and leaving users without a profile.
    perform set_config('row_security', 'off', true);
    foreach owned in array array['ChatSession', 'ChatMessage', 'DailyMood', 'JournalEntry', 'UserMemory'] loop
        continue when to_regclass(format('public.%I', owned)) is null;
        execute format($count$
            select coalesce(sum(rows) filter (where not is_uuid), 0), coalesce(sum(rows) filter (where is_uuid), 0)
            from (select "userId", count(*) as rows,
                         "userId" ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' as is_uuid
                  from public.%I group by "userId") as owners
            where not exists (select from auth.users where users.id::text = owners."userId")
        $count$, owned) into legacy, departed;
        if legacy > 0 then
            raise warning '% rows of public."%" have a "userId" that is no uuid in lower case', legacy, owned
                using hint = 'They are nobody''s: invisible to every user, and kept.';
        end if;
        if departed > 0 then
            raise warning '% rows of public."%" have the "userId" of nobody in auth.users', departed, owned
                using hint = 'They are what is left of users deleted before: invisible to every user, and kept. '
                    'Erase them, if those users asked for it.';
        end if;
    end loop;
end
$$;

-- The owner leads every index, because every policy compares it. Names are Prisma's, so that one it made is found.
create unique index if not exists "ChatSession_sessionId_userId_key" on public."ChatSession" ("sessionId", "userId");
create index if not exists "ChatSession_userId_createdAt_idx" on public."ChatSession" ("userId", "createdAt" desc);
create index if not exists "ChatMessage_userId_timestamp_idx" on public."ChatMessage" ("userId", "timestamp" desc);
create index if not exists "ChatMessage_sessionId_userId_timestamp_idx"
    on public."ChatMessage" ("sessionId", "userId", "timestamp");
create index if not exists "DailyMood_userId_createdAt_idx" on public."DailyMood" ("userId", "createdAt" desc);
create index if not exists "JournalEntry_userId_date_idx" on public."JournalEntry" ("userId", "date" desc);
create index if not exists "JournalEntry_userId_createdAt_idx" on public."JournalEntry" ("userId", "createdAt" desc);

-- A message is in a session of its own owner. A foreign key says so and not a policy: it holds for the service too, costs
-- reads nothing, and follows a session that changes hands. NOT VALID: it is checked on every row written from now on, while
-- a message that is misplaced already stays where it is. One thing it keeps even the session's owner from: a new
-- "sessionId". Prisma's own key would have the misplaced message follow, which would be to write it once more.
do $$
declare
    definition text;
begin
    select pg_catalog.pg_get_constraintdef(oid) into definition from pg_catalog.pg_constraint
    where conrelid = 'public."ChatMessage"'::regclass and conname = 'ChatMessage_sessionId_userId_fkey';
    if definition is null then
        alter table public."ChatMessage" add constraint "ChatMessage_sessionId_userId_fkey"
            foreign key ("sessionId", "userId") references public."ChatSession" ("sessionId", "userId")
            on update cascade on delete cascade not valid;
    elsif definition !~ ('^FOREIGN KEY \("sessionId", "userId"\) REFERENCES (public\.)?"ChatSession"\("sessionId", "userId"\) '
                         'ON UPDATE CASCADE ON DELETE CASCADE( NOT VALID)?$') then
        raise exception 'constraint "ChatMessage_sessionId_userId_fkey" of public."ChatMessage" is another than this file makes: %',
                definition
            using errcode = 'duplicate_object', hint = 'It does not keep a message in a session of its owner. Give it another '
                'name, with alter table public."ChatMessage" rename constraint, or drop it; then run this file again.';
    end if;
end
$$;

-- Ids only, never what was written. Its sender still sees such a message, the session's owner does not. Looked for under the
-- lock of the constraint, so that none slips in between the two unreported.
do $$
declare
    misplaced text[];
begin
    perform set_config('row_security', 'off', true);
    select array_agg(message.id order by message.id) into misplaced
    from public."ChatMessage" as message join public."ChatSession" as session using ("sessionId")
    where message."userId" <> session."userId";
    if misplaced is not null then
        raise warning '% in a session of another user: %',
                case cardinality(misplaced) when 1 then '1 message is' else cardinality(misplaced) || ' messages are' end,
                array_to_string(misplaced[1:100], ', ') || case when cardinality(misplaced) > 100 then ' …' else '' end
            using hint = 'They are left alone. While they are there, the "sessionId" of their sessions cannot be changed '
                '(23503). Once they are moved or removed, run: '
                'alter table public."ChatMessage" validate constraint "ChatMessage_sessionId_userId_fkey"';
    end if;
    perform set_config('row_security', 'on', true);
end
$$;

create table if not exists public.profiles (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    plan text not null default 'FREE',
    plan_updated_at timestamptz,
    voice_enabled boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint profiles_pkey primary key (id),
    constraint profiles_user_id_key unique (user_id),
    constraint profiles_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint profiles_plan_check check (plan in ('FREE', 'PRO', 'ELITE'))
);
create index if not exists profiles_plan_idx on public.profiles (plan);

create or replace trigger profiles_touch before update on public.profiles
    for each row execute function public.companion_touch_snake();

-- As its owner, because whoever signs a user up (Supabase's auth server) has no privilege on profiles. A sign-up is worth
-- more than its profile: whatever stops this insert is logged, and the backfill below makes the profile when next run.
create or replace function public.companion_create_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.profiles (user_id) values (new.id) on conflict (user_id) do nothing;
    return null;
exception when others then
    raise warning 'no profile was made for user %: %', new.id, sqlerrm;
    return null;
end
$$;
revoke all on function public.companion_create_profile() from public, anon, authenticated, service_role;

-- The trigger comes before the backfill, so that nobody who signs up meanwhile falls between the two.
create or replace trigger companion_create_profile after insert on auth.users
    for each row execute function public.companion_create_profile();
insert into public.profiles (user_id) select id from auth.users on conflict (user_id) do nothing;

alter table public.profiles enable row level security;
revoke all on table public.profiles from public, anon, authenticated, service_role;

drop policy if exists profiles_select_own on public.profiles;
create policy profiles_select_own on public.profiles for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists profiles_update_own on public.profiles;
create policy profiles_update_own on public.profiles for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
drop policy if exists profiles_service_role on public.profiles;
create policy profiles_service_role on public.profiles for all to service_role
    using (true) with check (true);

grant select on table public.profiles to authenticated;
-- A policy chooses rows, not columns: that plan and plan_updated_at are not the user's to write is said by this grant alone.
grant update (voice_enabled) on table public.profiles to authenticated;
grant select, insert, update, delete on table public.profiles to service_role;

-- In each of the following: row level security first, so that a table which stood open is closed before anything else. Each
-- policy has a TO clause, and casts the claim inside the select: it is then read once a statement, and the index is used.

alter table public."ChatSession" enable row level security;
revoke all on table public."ChatSession" from public, anon, authenticated, service_role;

drop policy if exists chat_session_select_own on public."ChatSession";
create policy chat_session_select_own on public."ChatSession" for select to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists chat_session_insert_own on public."ChatSession";
create policy chat_session_insert_own on public."ChatSession" for insert to authenticated
    with check ("userId" = (select auth.uid()::text));
drop policy if exists chat_session_update_own on public."ChatSession";
create policy chat_session_update_own on public."ChatSession" for update to authenticated
    using ("userId" = (select auth.uid()::text))
    with check ("userId" = (select auth.uid()::text));
drop policy if exists chat_session_delete_own on public."ChatSession";
create policy chat_session_delete_own on public."ChatSession" for delete to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists chat_session_service_role on public."ChatSession";
create policy chat_session_service_role on public."ChatSession" for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public."ChatSession" to authenticated, service_role;

alter table public."ChatMessage" enable row level security;
revoke all on table public."ChatMessage" from public, anon, authenticated, service_role;

drop policy if exists chat_message_select_own on public."ChatMessage";
create policy chat_message_select_own on public."ChatMessage" for select to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists chat_message_insert_own on public."ChatMessage";
create policy chat_message_insert_own on public."ChatMessage" for insert to authenticated
    with check ("userId" = (select auth.uid()::text));
drop policy if exists chat_message_update_own on public."ChatMessage";
create policy chat_message_update_own on public."ChatMessage" for update to authenticated
    using ("userId" = (select auth.uid()::text))
    with check ("userId" = (select auth.uid()::text));
drop policy if exists chat_message_delete_own on public."ChatMessage";
create policy chat_message_delete_own on public."ChatMessage" for delete to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists chat_message_service_role on public."ChatMessage";
create policy chat_message_service_role on public."ChatMessage" for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public."ChatMessage" to authenticated, service_role;

alter table public."DailyMood" enable row level security;
revoke all on table public."DailyMood" from public, anon, authenticated, service_role;

drop policy if exists daily_mood_select_own on public."DailyMood";
create policy daily_mood_select_own on public."DailyMood" for select to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists daily_mood_insert_own on public."DailyMood";
create policy daily_mood_insert_own on public."DailyMood" for insert to authenticated
    with check ("userId" = (select auth.uid()::text));
drop policy if exists daily_mood_update_own on public."DailyMood";
create policy daily_mood_update_own on public."DailyMood" for update to authenticated
    using ("userId" = (select auth.uid()::text))
    with check ("userId" = (select auth.uid()::text));
drop policy if exists daily_mood_delete_own on public."DailyMood";
create policy daily_mood_delete_own on public."DailyMood" for delete to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists daily_mood_service_role on public."DailyMood";
create policy daily_mood_service_role on public."DailyMood" for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public."DailyMood" to authenticated, service_role;

alter table public."JournalEntry" enable row level security;
revoke all on table public."JournalEntry" from public, anon, authenticated, service_role;

drop policy if exists journal_entry_select_own on public."JournalEntry";
create policy journal_entry_select_own on public."JournalEntry" for select to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists journal_entry_insert_own on public."JournalEntry";
create policy journal_entry_insert_own on public."JournalEntry" for insert to authenticated
    with check ("userId" = (select auth.uid()::text));
drop policy if exists journal_entry_update_own on public."JournalEntry";
create policy journal_entry_update_own on public."JournalEntry" for update to authenticated
    using ("userId" = (select auth.uid()::text))
    with check ("userId" = (select auth.uid()::text));
drop policy if exists journal_entry_delete_own on public."JournalEntry";
create policy journal_entry_delete_own on public."JournalEntry" for delete to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists journal_entry_service_role on public."JournalEntry";
create policy journal_entry_service_role on public."JournalEntry" for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public."JournalEntry" to authenticated, service_role;

-- Prisma's own history is its owner's business only. Its rows are not touched.
alter table public."_prisma_migrations" enable row level security;
revoke all on table public."_prisma_migrations" from public, anon, authenticated, service_role;

-- Policies add up, and plain psql has no gate: what others let in beside the policies of these files is said, by name.
do $$
declare
    others text;
begin
    select string_agg(format('%I on public.%I', polname, relname), ', ' order by relname, polname) into others
    from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
    join (values
        ('ChatSession', 'chat_session', '{select,insert,update,delete}'::text[]),
        ('ChatMessage', 'chat_message', '{select,insert,update,delete}'),
        ('DailyMood', 'daily_mood', '{select,insert,update,delete}'),
        ('JournalEntry', 'journal_entry', '{select,insert,update,delete}'),
        ('UserMemory', 'user_memory', '{select,insert,update,delete}'),
        ('InsightRun', 'insight_run', '{select,insert,delete}'),
        ('profiles', 'profiles', '{select,update}'),
        ('_prisma_migrations', null, '{}')
    ) as made (relation, prefix, commands) on relname = relation
    where relnamespace = 'public'::regnamespace and polpermissive
      and polname is distinct from prefix || '_service_role'
      and not exists (select from unnest(commands) as command where polname = prefix || '_' || command || '_own');
    if others is not null then
        raise warning 'permissive policies that these files do not make: %', others
            using hint = 'Each lets in whomever it names, whatever the other policies say. Drop those that are not meant.';
    end if;

    select string_agg(format('%I', tgname), ', ' order by tgname) into others
    from pg_catalog.pg_trigger
    where tgrelid = 'auth.users'::regclass and not tgisinternal and tgname <> 'companion_create_profile'
      and tgenabled in ('O', 'A') and tgtype & 4 = 4; -- 4: fires on insert
    if others is not null then
        raise warning 'other triggers fire when a user is inserted into auth.users: %', others
            using hint = 'companion_create_profile makes the profile. One of these that inserts it too, without '
                'on conflict (user_id) do nothing, makes every sign-up fail.';
    end if;
end
$$;

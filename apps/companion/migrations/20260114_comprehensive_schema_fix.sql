-- What the code expects and the database lacks: columns and defaults, the tables calendar_events, users_roles,
-- billing_customers and webhook_events with their access, the snake_case names of the Prisma tables as views that can be
-- written through, and the erasure of everything a user leaves behind.
--
-- Locks: no row is rewritten and no index is built on an existing table. Each Prisma table, and auth.users, is locked for the
-- moment of a catalog change; in one transaction (Rowproof's, or psql -1) those moments last until its end, milliseconds
-- in all. Safe to run again, and before or after rls-and-profiles.sql.

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

create table if not exists public.calendar_events (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    date date not null,
    title text not null,
    location_label text,
    location_lat double precision,
    location_lng double precision,
    emotion text,
    intensity integer,
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint calendar_events_pkey primary key (id),
    constraint calendar_events_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint calendar_events_location_lat_check check (location_lat between -90 and 90),
    constraint calendar_events_location_lng_check check (location_lng between -180 and 180),
    constraint calendar_events_intensity_check check (intensity between 1 and 10)
);
create index if not exists calendar_events_user_id_date_idx on public.calendar_events (user_id, date);

create or replace trigger calendar_events_touch before update on public.calendar_events
    for each row execute function public.companion_touch_snake();

alter table public.calendar_events enable row level security;
revoke all on table public.calendar_events from public, anon, authenticated, service_role;

drop policy if exists calendar_events_select_own on public.calendar_events;
create policy calendar_events_select_own on public.calendar_events for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists calendar_events_insert_own on public.calendar_events;
create policy calendar_events_insert_own on public.calendar_events for insert to authenticated
    with check (user_id = (select auth.uid()));
drop policy if exists calendar_events_update_own on public.calendar_events;
create policy calendar_events_update_own on public.calendar_events for update to authenticated
    using (user_id = (select auth.uid()))
    with check (user_id = (select auth.uid()));
drop policy if exists calendar_events_delete_own on public.calendar_events;
create policy calendar_events_delete_own on public.calendar_events for delete to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists calendar_events_service_role on public.calendar_events;
create policy calendar_events_service_role on public.calendar_events for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public.calendar_events to authenticated, service_role;

create table if not exists public.users_roles (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    role text not null default 'user',
    created_at timestamptz not null default now(),
    constraint users_roles_pkey primary key (id),
    constraint users_roles_user_id_role_key unique (user_id, role),
    constraint users_roles_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint users_roles_role_check check (role in ('user', 'ops', 'admin'))
);

alter table public.users_roles enable row level security;
revoke all on table public.users_roles from public, anon, authenticated, service_role;

drop policy if exists users_roles_select_own on public.users_roles;
create policy users_roles_select_own on public.users_roles for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists users_roles_service_role on public.users_roles;
create policy users_roles_service_role on public.users_roles for all to service_role
    using (true) with check (true);

grant select on table public.users_roles to authenticated;
grant select, insert, update, delete on table public.users_roles to service_role;

create table if not exists public.billing_customers (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    stripe_customer_id text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint billing_customers_pkey primary key (id),
    constraint billing_customers_user_id_key unique (user_id),
    constraint billing_customers_stripe_customer_id_key unique (stripe_customer_id),
    constraint billing_customers_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade
);

create or replace trigger billing_customers_touch before update on public.billing_customers
    for each row execute function public.companion_touch_snake();

alter table public.billing_customers enable row level security;
revoke all on table public.billing_customers from public, anon, authenticated, service_role;

drop policy if exists billing_customers_select_own on public.billing_customers;
create policy billing_customers_select_own on public.billing_customers for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists billing_customers_service_role on public.billing_customers;
create policy billing_customers_service_role on public.billing_customers for all to service_role
    using (true) with check (true);

grant select on table public.billing_customers to authenticated;
grant select, insert, update, delete on table public.billing_customers to service_role;

-- The id is the provider's own, so that an event delivered twice is found.
create table if not exists public.webhook_events (
    id text not null,
    event_type text not null,
    payload jsonb not null,
    processed boolean not null default false,
    processed_at timestamptz,
    attempts integer not null default 0,
    last_error text,
    created_at timestamptz not null default now(),
    constraint webhook_events_pkey primary key (id),
    constraint webhook_events_attempts_check check (attempts >= 0)
);
create index if not exists webhook_events_event_type_idx on public.webhook_events (event_type, created_at);
-- Almost every event has been processed: the index holds the few that have not.
create index if not exists webhook_events_unprocessed_idx on public.webhook_events (created_at) where not processed;

alter table public.webhook_events enable row level security;
revoke all on table public.webhook_events from public, anon, authenticated, service_role;

drop policy if exists webhook_events_service_role on public.webhook_events;
create policy webhook_events_service_role on public.webhook_events for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public.webhook_events to service_role;

-- New columns are nullable and defaults hold for new rows only, so neither touches a row. UTC, as in companion_touch_camel.
alter table public."ChatSession"
    add column if not exists "dominantEmotion" text,
    add column if not exists "summary" text,
    alter column "id" set default gen_random_uuid()::text,
    alter column "startTime" set default (now() at time zone 'utc'),
    alter column "createdAt" set default (now() at time zone 'utc'),
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."ChatMessage"
    alter column "id" set default gen_random_uuid()::text,
    alter column "timestamp" set default (now() at time zone 'utc');
alter table public."DailyMood"
    alter column "id" set default gen_random_uuid()::text,
    alter column "createdAt" set default (now() at time zone 'utc'),
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."JournalEntry"
    add column if not exists "emotion" text,
    alter column "id" set default gen_random_uuid()::text,
    alter column "createdAt" set default (now() at time zone 'utc'),
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."UserMemory"
    alter column "id" set default gen_random_uuid()::text,
    alter column "createdAt" set default (now() at time zone 'utc'),
    alter column "updatedAt" set default (now() at time zone 'utc');

create or replace trigger chat_session_touch before update on public."ChatSession"
    for each row execute function public.companion_touch_camel();
create or replace trigger daily_mood_touch before update on public."DailyMood"
    for each row execute function public.companion_touch_camel();
create or replace trigger journal_entry_touch before update on public."JournalEntry"
    for each row execute function public.companion_touch_camel();
create or replace trigger user_memory_touch before update on public."UserMemory"
    for each row execute function public.companion_touch_camel();

-- The other names. security_invoker: whoever asks is checked against the base table's own policies and grants; without it
-- a view asks as its owner, whom no policy stops. Nothing but columns of one table, so that insert, update, delete and upsert
-- pass through it.
do $$
declare
    compat record;
    statement text;
begin
    for compat in
        select * from (values
            ('daily_mood', $view$
                select id, "userId" as user_id, date, emotion, intensity, fruit, notes,
                       "createdAt" as created_at, "updatedAt" as updated_at
                from public."DailyMood"
            $view$),
            ('chat_session', $view$
                select id, "sessionId" as session_id, "userId" as user_id, "startTime" as start_time,
                       "endTime" as end_time, duration, "messageCount" as message_count, analysis,
                       "createdAt" as created_at, "updatedAt" as updated_at,
                       "dominantEmotion" as dominant_emotion, summary
                from public."ChatSession"
            $view$),
            ('chat_sessions', $view$
                select id, "sessionId" as session_id, "userId" as user_id, "startTime" as start_time,
                       "endTime" as end_time, duration, "messageCount" as message_count, analysis,
                       "createdAt" as created_at, "updatedAt" as updated_at,
                       "dominantEmotion" as dominant_emotion, summary
                from public."ChatSession"
            $view$),
            ('chat_messages', $view$
                select id, "sessionId" as session_id, "userId" as user_id, role, content, emotion, intensity,
                       "timestamp", topics, "assistantReaction" as assistant_reaction
                from public."ChatMessage"
            $view$),
            ('journal_entries', $view$
                select id, "userId" as user_id, title, content, date, mood, tags, "isPrivate" as is_private, fruit,
                       "createdAt" as created_at, "updatedAt" as updated_at, emotion
                from public."JournalEntry"
            $view$),
            ('user_memory', $view$
                select id, "userId" as user_id, summary, "sourceType" as source_type, "sourceId" as source_id,
                       "sourceDate" as source_date, "createdAt" as created_at, "updatedAt" as updated_at
                from public."UserMemory"
            $view$),
            ('insight_run', $view$
                select id, user_id, time_range_start, time_range_end, dominant_emotions, recurring_themes, mood_trend,
                       resilience_delta, narrative, source_metadata, created_at
                from public."InsightRun"
            $view$)
        ) as views (name, definition)
    loop
        statement := format('create or replace view public.%I with (security_invoker = true) as %s',
                            compat.name, compat.definition);
        begin
            execute statement;
        exception when invalid_table_definition then
            -- An earlier view of this name has other columns, or has them in another order, and cannot be replaced in
            -- place. Without CASCADE: if something depends on it, this file stops and says what, and nothing is changed.
            execute format('drop view public.%I', compat.name);
            execute statement;
        end;
    end loop;
end
$$;

revoke all on table public.daily_mood, public.chat_session, public.chat_sessions, public.chat_messages,
    public.journal_entries, public.user_memory, public.insight_run from public, anon, authenticated, service_role;
grant select, insert, update, delete on table public.daily_mood, public.chat_session, public.chat_sessions,
    public.chat_messages, public.journal_entries, public.user_memory to authenticated, service_role;
grant select, insert, delete on table public.insight_run to authenticated;
grant select, insert, update, delete on table public.insight_run to service_role;

-- Erasure. Where the owner is a uuid a foreign key cascades; a text "userId" cannot have one, so a trigger does it, as its
-- owner, because whoever deletes a user has no privilege on these tables. After the delete, and in its transaction: a user
-- whom something keeps loses nothing, and a failure here keeps the user. Only the exact id: legacy rows are nobody's. With
-- row_security off, a policy that ever came to hide rows from the owner (FORCE) is an error, not an erasure that skips them.
--
-- Deleting a session takes along what is in it, as it always has. So a message of another user that was misplaced in it
-- goes too: a message cannot be without its session, and what it says may be the words of the one who is being erased.
--
-- Only READ COMMITTED sees, after the wait for whoever is writing as this user, what they wrote. A transaction with one
-- snapshot for all of its statements would leave those rows behind, so it is refused.
create or replace function public.companion_erase_user() returns trigger
language plpgsql security definer set search_path = '' set row_security = off
as $$
begin
    delete from public."ChatMessage" where "userId" = old.id::text;
    delete from public."ChatSession" where "userId" = old.id::text;
    delete from public."DailyMood" where "userId" = old.id::text;
    delete from public."JournalEntry" where "userId" = old.id::text;
    delete from public."UserMemory" where "userId" = old.id::text;
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'a user cannot be deleted in a transaction that is %', current_setting('transaction_isolation')
            using errcode = 'feature_not_supported',
                hint = 'It might not see all that is theirs, and leave it behind. Use read committed.';
    end if;
    return null;
end
$$;
revoke all on function public.companion_erase_user() from public, anon, authenticated, service_role;

create or replace trigger companion_erase_user after delete on auth.users
    for each row execute function public.companion_erase_user();

-- Nothing comes back: a token outlives its user for a while, and a write may be under way while they are deleted. So each
-- "userId" that is a uuid is looked up as a foreign key would: under a lock that makes whoever deletes the user wait, or
-- waits for them. A uuid in upper case is refused too: no policy shows its row to anybody and no erasure finds it. Any other
-- text is nobody's, and the service may write it. As its owner, because users have no privilege on auth.users.
create or replace function public.companion_require_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and new."userId" = old."userId"
        or new."userId" !~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then
        return null;
    end if;
    perform from auth.users where id = new."userId"::uuid and id::text = new."userId" for key share;
    if not found then
        raise exception 'the "userId" of a row of public."%" is that of nobody in auth.users', tg_table_name
            using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name,
                column = 'userId', constraint = tg_name,
                hint = 'The user was deleted or never was, or the uuid is not in lower case.';
    end if;
    return null;
end
$$;
revoke all on function public.companion_require_user() from public, anon, authenticated, service_role;

-- After the row, and not before: a policy's WITH CHECK comes between, so that nobody learns which ids of others exist.
create or replace trigger companion_require_user after insert or update of "userId" on public."ChatSession"
    for each row execute function public.companion_require_user();
create or replace trigger companion_require_user after insert or update of "userId" on public."ChatMessage"
    for each row execute function public.companion_require_user();
create or replace trigger companion_require_user after insert or update of "userId" on public."DailyMood"
    for each row execute function public.companion_require_user();
create or replace trigger companion_require_user after insert or update of "userId" on public."JournalEntry"
    for each row execute function public.companion_require_user();
create or replace trigger companion_require_user after insert or update of "userId" on public."UserMemory"
    for each row execute function public.companion_require_user();

-- Policies add up, and plain psql has no gate: what others let in beside the policies of this file is said, by name.
do $$
declare
    others text;
begin
    select string_agg(format('%I on public.%I', polname, relname), ', ' order by relname, polname) into others
    from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
    join (values
        ('calendar_events', '{select,insert,update,delete}'::text[]),
        ('users_roles', '{select}'),
        ('billing_customers', '{select}'),
        ('webhook_events', '{}')
    ) as made (relation, commands) on relname = relation
    where relnamespace = 'public'::regnamespace and polpermissive
      and polname <> relname || '_service_role'
      and not exists (select from unnest(commands) as command where polname = relname || '_' || command || '_own');
    if others is not null then
        raise warning 'permissive policies that this file does not make: %', others
            using hint = 'Each lets in whomever it names, whatever the other policies say. Drop those that are not meant.';
    end if;
end
$$;

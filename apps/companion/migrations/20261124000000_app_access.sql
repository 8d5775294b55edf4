-- What the app's people may do beyond their own rows, and how much: ops and admins read profiles, customers and webhook events,
-- admins set roles; whoever has no paid plan reads thirty days of chat; writes, exports and sign-ins are counted and limited.
-- Nobody but its owner reads chat, moods, journal, memory, insights or calendar.
--
-- Locks: no row is read or rewritten and no index is built on a table that is there. "ChatMessage", profiles,
-- billing_customers, users_roles and webhook_events are locked for the moment of a catalog change, milliseconds in all in one
-- transaction (Rowproof's, or psql -1). Run it after the files before it, and again after any of them that is run again: they
-- put their own policies and grants back. Safe to run again.

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

-- Every function here that runs as its owner has pg_temp last in its search path. Where the path does not name it, it comes
-- first, for types too: whoever may make temporary objects could then put a type of their own in the place of one that a
-- cast names.
alter function public.companion_create_profile() set search_path = pg_catalog, pg_temp;
alter function public.companion_erase_user() set search_path = pg_catalog, pg_temp;
alter function public.companion_require_user() set search_path = pg_catalog, pg_temp;

-- Whether the caller has one of these roles. As its owner: asked as the caller, it would ask the policies of users_roles, which
-- ask it. It tells nobody anything about anybody else.
create or replace function public.companion_has_role(roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from public.users_roles where users_roles.user_id = (select auth.uid()) and users_roles.role = any (roles)
    )
$$;
revoke all on function public.companion_has_role(text[]) from public, anon, authenticated, service_role;
grant execute on function public.companion_has_role(text[]) to authenticated;

-- Each question about the caller is in a select of its own: it is then asked once a statement, not once a row. The policies
-- that are there keep their names, so that the files that made them find them, and are changed in place: there is no moment
-- at which both the old and the new one hold, or neither.
alter policy profiles_select_own on public.profiles
    using (user_id = (select auth.uid()) or (select public.companion_has_role(array['ops', 'admin'])));
alter policy billing_customers_select_own on public.billing_customers
    using (user_id = (select auth.uid()) or (select public.companion_has_role(array['ops', 'admin'])));
alter policy users_roles_select_own on public.users_roles
    using (user_id = (select auth.uid()) or (select public.companion_has_role(array['admin'])));

-- The condition is the same before a change and after it, and says nothing of the row: an admin sets anybody's roles, their own
-- too, and nobody becomes an admin but by one, or by the service.
drop policy if exists users_roles_insert_rule on public.users_roles;
create policy users_roles_insert_rule on public.users_roles for insert to authenticated
    with check ((select public.companion_has_role(array['admin'])));
drop policy if exists users_roles_update_rule on public.users_roles;
create policy users_roles_update_rule on public.users_roles for update to authenticated
    using ((select public.companion_has_role(array['admin'])))
    with check ((select public.companion_has_role(array['admin'])));
drop policy if exists users_roles_delete_rule on public.users_roles;
create policy users_roles_delete_rule on public.users_roles for delete to authenticated
    using ((select public.companion_has_role(array['admin'])));
grant insert, update, delete on table public.users_roles to authenticated;

drop policy if exists webhook_events_select_rule on public.webhook_events;
create policy webhook_events_select_rule on public.webhook_events for select to authenticated
    using ((select public.companion_has_role(array['ops', 'admin'])));
grant select on table public.webhook_events to authenticated;

-- From when on the caller's plan shows their messages; in UTC, as "timestamp" is. As its caller, whose own profile is theirs to
-- read and whose plan is not theirs to write. Whoever has no profile has no paid plan.
create or replace function public.companion_history_start() returns timestamp
language sql stable set search_path = pg_catalog, pg_temp
as $$
    select case
        when exists (
            select from public.profiles where user_id = (select auth.uid()) and plan in ('PRO', 'ELITE')
        ) then timestamp '-infinity'
        else (now() at time zone 'utc') - interval '30 days'
    end
$$;
revoke all on function public.companion_history_start() from public, anon, authenticated, service_role;
grant execute on function public.companion_history_start() to authenticated;

-- The limit holds for reading, and for what has to be read: which rows a statement changes or deletes by their values. Every
-- session stays visible and can be deleted, and takes its messages along by the key.
alter policy chat_message_select_own on public."ChatMessage"
    using ("userId" = (select auth.uid()::text) and "timestamp" >= (select public.companion_history_start()));

-- How often users have done what is limited, in the window of time that is running. Nobody reads or writes it but the functions
-- below, and it goes with its user.
create table if not exists public.user_limits (
    user_id uuid not null,
    kind text not null,
    window_start timestamptz not null,
    taken integer not null,
    constraint user_limits_pkey primary key (user_id, kind),
    constraint user_limits_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint user_limits_kind_check check (kind in ('write', 'export')),
    constraint user_limits_taken_check check (taken > 0)
);
alter table public.user_limits enable row level security;
revoke all on table public.user_limits from public, anon, authenticated, service_role;

-- The same of sign-ins, by a key that is an HMAC of what the API limits them by: no address stands here in clear.
create table if not exists public.sign_in_limits (
    key text not null,
    window_start timestamptz not null,
    taken integer not null,
    constraint sign_in_limits_pkey primary key (key),
    constraint sign_in_limits_key_check check (key ~ '^[0-9a-f]{64}$'),
    constraint sign_in_limits_taken_check check (taken > 0)
);
create index if not exists sign_in_limits_window_start_idx on public.sign_in_limits (window_start);
alter table public.sign_in_limits enable row level security;
revoke all on table public.sign_in_limits from public, anon, authenticated, service_role;

-- Counts one more for the caller: 0 where it may go on, else the seconds until the next window. One statement, so that of calls
-- at the same time each waits for the one before it and counts on from there, though it may have begun before that one's window
-- did. The count stops where it is over.
create or replace function public.companion_take(kind text, allowed integer, span interval) returns integer
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    caller uuid := auth.uid();
    seconds integer;
begin
    if caller is null then
        raise exception 'the request says of no user that it is theirs' using errcode = 'insufficient_privilege';
    end if;
    insert into public.user_limits as counted (user_id, kind, window_start, taken)
    values (caller, companion_take.kind, now(), 1)
    on conflict on constraint user_limits_pkey do update set
        window_start = case when counted.window_start <= now() - span then now() else counted.window_start end,
        taken = case when counted.window_start <= now() - span then 1 else least(counted.taken, allowed) + 1 end
    returning case
        when counted.taken <= allowed then 0
        else ceil(extract(epoch from least(greatest(counted.window_start + span - now(), '1 second'), span)))
    end into seconds;
    return seconds;
end
$$;
revoke all on function public.companion_take(text, integer, interval) from public, anon, authenticated, service_role;

create or replace function public.companion_take_write() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    allowed constant integer := 120;
    span constant interval := '60 seconds';
begin
    return public.companion_take('write', allowed, span);
end
$$;
revoke all on function public.companion_take_write() from public, anon, authenticated, service_role;
grant execute on function public.companion_take_write() to authenticated;

-- What is a user's is theirs to have, whatever their plan shows; so often that it is no way around the plan. PostgREST answers
-- with the status that follows PT.
create or replace function public.companion_export_messages() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    allowed constant integer := 3;
    span constant interval := '1 day';
    seconds integer := public.companion_take('export', allowed, span);
begin
    if seconds > 0 then
        raise exception 'messages can be exported % times a day', allowed
            using errcode = 'PT429', detail = format('The next export is possible in %s seconds.', seconds);
    end if;
    -- As one value: of many rows PostgREST shows the first thousand.
    return (
        select coalesce(jsonb_agg(to_jsonb(message) order by message."timestamp", message.id), '[]')
        from public."ChatMessage" as message where message."userId" = (select auth.uid()::text)
    );
end
$$;
revoke all on function public.companion_export_messages() from public, anon, authenticated, service_role;
grant execute on function public.companion_export_messages() to authenticated;

-- A month of the caller's, in one answer and of one moment: what is of a day between two days, what is of a moment (UTC) from one
-- to before another. As its caller, so the policies decide what is theirs; the owner is named for the indexes. PostgREST shows
-- a thousand rows of a table at most; this is one value, whatever it holds.
create or replace function public.companion_month(first_day date, last_day date, begins timestamp, ends timestamp) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'events', (
            select coalesce(jsonb_agg(to_jsonb(event) - '{user_id,created_at,updated_at}'::text[] order by date, id), '[]')
            from public.calendar_events as event
            where user_id = (select auth.uid()) and date between first_day and last_day
        ),
        'moods', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'date', date, 'emotion', emotion, 'intensity', intensity, 'fruit', fruit) order by date), '[]')
            from public."DailyMood" where "userId" = (select auth.uid()::text) and date >= first_day and date < last_day + 1
        ),
        'entries', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'date', date, 'title', title, 'mood', mood, 'emotion', emotion) order by date, id), '[]')
            from public."JournalEntry" where "userId" = (select auth.uid()::text) and date >= begins and date < ends
        ),
        'sessions', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'sessionId', "sessionId", 'startTime', "startTime", 'endTime', "endTime", 'summary', summary,
                'dominantEmotion', "dominantEmotion") order by "startTime", id), '[]')
            from public."ChatSession" where "userId" = (select auth.uid()::text) and "startTime" >= begins and "startTime" < ends
        )
    )
$$;
revoke all on function public.companion_month(date, date, timestamp, timestamp) from public, anon, authenticated, service_role;
grant execute on function public.companion_month(date, date, timestamp, timestamp) to authenticated;

-- Whoever signs in is nobody yet, so this is for anon too; the key is the API's to make. Each call also removes some of the rows
-- whose window is over, so that the table holds no more than the last windows brought. Rows that others hold are left to others.
create or replace function public.companion_take_sign_in(key text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    allowed constant integer := 10;
    span constant interval := '15 minutes';
    seconds integer;
begin
    if companion_take_sign_in.key !~ '^[0-9a-f]{64}$' is not false then
        raise exception 'the key of a sign-in is 64 hexadecimal digits in lower case'
            using errcode = 'invalid_parameter_value';
    end if;
    delete from public.sign_in_limits as counted where counted.key in (
        select past.key from public.sign_in_limits as past where past.window_start <= now() - span
        order by past.window_start limit 100 for update skip locked
    );
    insert into public.sign_in_limits as counted (key, window_start, taken)
    values (companion_take_sign_in.key, now(), 1)
    on conflict on constraint sign_in_limits_pkey do update set
        window_start = case when counted.window_start <= now() - span then now() else counted.window_start end,
        taken = case when counted.window_start <= now() - span then 1 else least(counted.taken, allowed) + 1 end
    returning case
        when counted.taken <= allowed then 0
        else ceil(extract(epoch from least(greatest(counted.window_start + span - now(), '1 second'), span)))
    end into seconds;
    return seconds;
end
$$;
revoke all on function public.companion_take_sign_in(text) from public, anon, authenticated, service_role;
grant execute on function public.companion_take_sign_in(text) to anon, authenticated;

-- The tables, columns and trigger functions that the code expects and the database lacks, and not a word on who may touch
-- which row: no policy, no grant, no view, no index. Supabase's old default privileges open all of it to everybody.
create table public.profiles (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null unique references auth.users (id) on delete cascade,
    plan text not null default 'FREE' check (plan in ('FREE', 'PRO', 'ELITE')),
    plan_updated_at timestamptz,
    voice_enabled boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
insert into public.profiles (user_id) select id from auth.users;

create table public.calendar_events (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    date date not null,
    title text not null,
    location_label text,
    location_lat double precision check (location_lat between -90 and 90),
    location_lng double precision check (location_lng between -180 and 180),
    emotion text,
    intensity integer check (intensity between 1 and 10),
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.users_roles (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    role text not null default 'user' check (role in ('user', 'ops', 'admin')),
    created_at timestamptz not null default now(),
    unique (user_id, role)
);

create table public.billing_customers (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null unique references auth.users (id) on delete cascade,
    stripe_customer_id text not null unique,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table public.webhook_events (
    id text primary key,
    event_type text not null,
    payload jsonb not null,
    processed boolean not null default false,
    processed_at timestamptz,
    attempts integer not null default 0,
    last_error text,
    created_at timestamptz not null default now()
);

alter table public."ChatSession"
    add column "dominantEmotion" text,
    add column "summary" text,
    alter column "id" set default gen_random_uuid()::text,
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."ChatMessage" alter column "id" set default gen_random_uuid()::text;
alter table public."DailyMood"
    alter column "id" set default gen_random_uuid()::text,
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."JournalEntry"
    add column "emotion" text,
    alter column "id" set default gen_random_uuid()::text,
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."UserMemory"
    alter column "id" set default gen_random_uuid()::text,
    alter column "updatedAt" set default (now() at time zone 'utc');
alter table public."InsightRun"
    alter column "id" set default gen_random_uuid(),
    alter column "dominant_emotions" set default '{}',
    alter column "recurring_themes" set default '{}',
    alter column "source_metadata" set default '{}';

create function public.companion_touch_camel() returns trigger language plpgsql set search_path = '' as $$
begin
    new."updatedAt" := now() at time zone 'utc';
    return new;
end
$$;
create function public.companion_touch_snake() returns trigger language plpgsql set search_path = '' as $$
begin
    new.updated_at := now();
    return new;
end
$$;
create trigger profiles_touch before update on public.profiles
    for each row execute function public.companion_touch_snake();
create trigger chat_session_touch before update on public."ChatSession"
    for each row execute function public.companion_touch_camel();

create function public.companion_create_profile() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    insert into public.profiles (user_id) values (new.id) on conflict (user_id) do nothing;
    return null;
end
$$;
create trigger companion_create_profile after insert on auth.users
    for each row execute function public.companion_create_profile();

create function public.companion_has_role(roles text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from public.users_roles where users_roles.user_id = (select auth.uid()) and users_roles.role = any (roles)
    )
$$;

create function public.companion_history_start() returns timestamp
language sql stable set search_path = pg_catalog, pg_temp
as $$
    select case
        when exists (
            select from public.profiles where user_id = (select auth.uid()) and plan in ('PRO', 'ELITE')
        ) then timestamp '-infinity'
        else (now() at time zone 'utc') - interval '30 days'
    end
$$;

create table public.user_limits (
    user_id uuid not null,
    kind text not null,
    window_start timestamptz not null,
    taken integer not null,
    constraint user_limits_pkey primary key (user_id, kind),
    constraint user_limits_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint user_limits_kind_check check (kind in ('write', 'export')),
    constraint user_limits_taken_check check (taken > 0)
);

create table public.sign_in_limits (
    key text not null,
    window_start timestamptz not null,
    taken integer not null,
    constraint sign_in_limits_pkey primary key (key),
    constraint sign_in_limits_key_check check (key ~ '^[0-9a-f]{64}$'),
    constraint sign_in_limits_taken_check check (taken > 0)
);

create index sign_in_limits_window_start_idx on public.sign_in_limits (window_start);

create function public.companion_take(kind text, allowed integer, span interval) returns integer
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

create function public.companion_take_write() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    allowed constant integer := 120;
    span constant interval := '60 seconds';
begin
    return public.companion_take('write', allowed, span);
end
$$;

create function public.companion_export_messages() returns jsonb
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

create function public.companion_month(first_day date, last_day date, begins timestamp, ends timestamp) returns jsonb
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

create function public.companion_take_sign_in(key text) returns integer
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

create sequence public.companion_billing_ticket as bigint;

create table public.billing_states (
    stripe_customer_id text not null,
    user_id uuid,
    plan text not null,
    gone boolean not null,
    ticket bigint not null,
    constraint billing_states_pkey primary key (stripe_customer_id),
    constraint billing_states_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint billing_states_plan_check check (plan in ('FREE', 'PRO', 'ELITE')),
    constraint billing_states_gone_check check (plan = 'FREE' or not gone)
);

create function public.companion_billing_begin(event_id text) returns jsonb
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'ticket', nextval('public.companion_billing_ticket'),
        'processed', exists (select from public.webhook_events where id = event_id and processed)
    )
$$;

create function public.companion_billing_settle(owner_id uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    best text;
    customer text;
begin
    select state.plan, state.stripe_customer_id into best, customer
    from public.billing_states as state
    left join public.billing_customers as known
        on known.user_id = state.user_id and known.stripe_customer_id = state.stripe_customer_id
    where state.user_id = owner_id and not state.gone
    order by array_position(array['ELITE', 'PRO', 'FREE'], state.plan), known.id is null, state.stripe_customer_id
    limit 1;
    delete from public.billing_customers as known
    where known.user_id = owner_id and known.stripe_customer_id is distinct from customer
      and exists (select from public.billing_states as state where state.stripe_customer_id = known.stripe_customer_id);
    insert into public.billing_customers (user_id, stripe_customer_id)
    select owner_id, customer where customer is not null
    on conflict on constraint billing_customers_user_id_key do nothing;
    update public.profiles as profile set plan = coalesce(best, 'FREE'), plan_updated_at = now()
    where profile.user_id = owner_id and profile.plan is distinct from coalesce(best, 'FREE');
end
$$;

create function public.companion_billing_apply(
    event_id text, event_type text, payload text,
    customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    owner_id uuid;
    outcome text := 'recorded';
begin
    if customer_id is not null then
        -- One at a time for a customer; then the user, so that whoever deletes them waits for this, or this finds them gone;
        -- then their profile. Always in this order, so that no two wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('companion billing ' || customer_id, 0));
        owner_id := coalesce(
            (select state.user_id from public.billing_states as state where state.stripe_customer_id = customer_id),
            (select known.user_id from public.billing_customers as known where known.stripe_customer_id = customer_id),
            claimed_user
        );
        perform from auth.users where id = owner_id for key share;
        if not found then
            owner_id := null;
            outcome := 'nobody';
        end if;
        if owner_id is not null then
            insert into public.profiles (user_id) values (owner_id) on conflict on constraint profiles_user_id_key do nothing;
            perform from public.profiles where user_id = owner_id for update;
        end if;
        if owner_id is not null or companion_billing_apply.gone then
            insert into public.billing_states as known (stripe_customer_id, user_id, plan, gone, ticket)
            values (
                customer_id, owner_id, companion_billing_apply.plan, companion_billing_apply.gone, companion_billing_apply.ticket
            )
            on conflict on constraint billing_states_pkey do update set
                user_id = excluded.user_id, plan = excluded.plan, gone = excluded.gone, ticket = excluded.ticket
            where known.ticket < excluded.ticket;
            if not found then
                outcome := 'stale';
            elsif owner_id is not null then
                perform public.companion_billing_settle(owner_id);
                outcome := 'applied';
            end if;
        end if;
    end if;
    if event_id is not null then
        insert into public.webhook_events as known (id, event_type, payload, processed, processed_at, attempts)
        values (event_id, companion_billing_apply.event_type, companion_billing_apply.payload::jsonb, true, now(), 1)
        on conflict on constraint webhook_events_pkey do update set
            processed = true, processed_at = now(), attempts = known.attempts + 1, last_error = null
        where not known.processed;
    end if;
    return outcome;
end
$$;

create function public.companion_billing_fail(event_id text, event_type text, payload text, error_code text)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if error_code !~ '^[a-z]+(-[a-z]+)*$' is not false then
        raise exception 'the code of an error is words in lower case, joined by hyphens'
            using errcode = 'invalid_parameter_value';
    end if;
    insert into public.webhook_events as known (id, event_type, payload, attempts, last_error)
    values (event_id, companion_billing_fail.event_type, companion_billing_fail.payload::jsonb, 1, error_code)
    on conflict on constraint webhook_events_pkey do update set
        attempts = known.attempts + 1, last_error = excluded.last_error
    where not known.processed;
end
$$;

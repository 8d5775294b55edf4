-- The tables, columns and trigger functions that the code expects and the database lacks, and not a word on who may touch
-- which row: no policy, no grant, no view, no index. Supabase's old default privileges open all of it to everybody. What the
-- newer files make beside these is taken from them (made.ts).
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

-- The tables that Prisma made, where they do not exist, exactly as Prisma made them; and the two trigger functions that
-- keep "updatedAt" and updated_at. A table that is there already is not touched: not its rows, not its privileges. What is
-- made here is closed to everybody but the service until rls-and-profiles.sql says who may do what.
--
-- Locks: none on an existing table. Safe on a database of any size, and to run again.

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

create table if not exists public."ChatSession" (
    "id" text not null,
    "sessionId" text not null,
    "userId" text not null,
    "startTime" timestamp(3) not null default current_timestamp,
    "endTime" timestamp(3),
    "duration" integer,
    "messageCount" integer not null default 0,
    "analysis" jsonb,
    "createdAt" timestamp(3) not null default current_timestamp,
    "updatedAt" timestamp(3) not null,
    constraint "ChatSession_pkey" primary key ("id")
);
create unique index if not exists "ChatSession_sessionId_key" on public."ChatSession" ("sessionId");

create table if not exists public."ChatMessage" (
    "id" text not null,
    "sessionId" text not null,
    "userId" text not null,
    "role" text not null,
    "content" text not null,
    "emotion" text,
    "intensity" double precision,
    "timestamp" timestamp(3) not null default current_timestamp,
    "topics" text[],
    "assistantReaction" text,
    constraint "ChatMessage_pkey" primary key ("id"),
    constraint "ChatMessage_sessionId_fkey" foreign key ("sessionId")
        references public."ChatSession" ("sessionId") on delete cascade on update cascade
);

create table if not exists public."DailyMood" (
    "id" text not null,
    "userId" text not null,
    "date" timestamp(3) not null,
    "emotion" text not null,
    "intensity" integer not null,
    "fruit" text not null,
    "notes" text,
    "createdAt" timestamp(3) not null default current_timestamp,
    "updatedAt" timestamp(3) not null,
    constraint "DailyMood_pkey" primary key ("id")
);
create unique index if not exists "DailyMood_userId_date_key" on public."DailyMood" ("userId", "date");

create table if not exists public."JournalEntry" (
    "id" text not null,
    "userId" text not null,
    "title" text,
    "content" text not null,
    "date" timestamp(3) not null,
    "mood" text,
    "tags" text[],
    "isPrivate" boolean not null default true,
    "fruit" text,
    "createdAt" timestamp(3) not null default current_timestamp,
    "updatedAt" timestamp(3) not null,
    constraint "JournalEntry_pkey" primary key ("id")
);

create table if not exists public."_prisma_migrations" (
    "id" varchar(36) primary key not null,
    "checksum" varchar(64) not null,
    "finished_at" timestamptz,
    "migration_name" varchar(255) not null,
    "logs" text,
    "rolled_back_at" timestamptz,
    "started_at" timestamptz not null default now(),
    "applied_steps_count" integer not null default 0
);

-- Prisma keeps UTC in timestamps without a zone, and a caller may choose the session's zone: so UTC is said, not assumed.
create or replace function public.companion_touch_camel() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new."updatedAt" := now() at time zone 'utc';
    return new;
end
$$;

create or replace function public.companion_touch_snake() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

revoke all on function public.companion_touch_camel() from public, anon, authenticated, service_role;
revoke all on function public.companion_touch_snake() from public, anon, authenticated, service_role;

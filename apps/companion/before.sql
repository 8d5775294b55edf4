-- The companion's database as it is found: made by Prisma, row level security off everywhere, none of the snake_case
-- names its code also uses. Load it once, into an empty database with Supabase's roles, auth schema and old open default
-- privileges: those are what gives anon, authenticated and service_role ALL on everything below.

create table public."ChatSession" (
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

create table public."ChatMessage" (
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
    constraint "ChatMessage_pkey" primary key ("id")
);

create table public."DailyMood" (
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

create table public."JournalEntry" (
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

create table public."UserMemory" (
    "id" text not null,
    "userId" text not null,
    "summary" text not null,
    "sourceType" text not null,
    "sourceId" text not null,
    "sourceDate" timestamp(3),
    "createdAt" timestamp(3) not null default current_timestamp,
    "updatedAt" timestamp(3) not null,
    constraint "UserMemory_pkey" primary key ("id")
);

create table public."InsightRun" (
    "id" uuid not null,
    "user_id" uuid not null,
    "time_range_start" timestamptz not null,
    "time_range_end" timestamptz not null,
    "dominant_emotions" text[] not null,
    "recurring_themes" text[] not null,
    "mood_trend" text,
    "resilience_delta" text,
    "narrative" text not null,
    "source_metadata" jsonb not null,
    "created_at" timestamptz not null default current_timestamp,
    constraint "InsightRun_pkey" primary key ("id")
);

create unique index "ChatSession_sessionId_key" on public."ChatSession" ("sessionId");
create unique index "DailyMood_userId_date_key" on public."DailyMood" ("userId", "date");
create unique index "InsightRun_user_id_time_range_start_time_range_end_key"
    on public."InsightRun" ("user_id", "time_range_start", "time_range_end");

alter table public."ChatMessage" add constraint "ChatMessage_sessionId_fkey"
    foreign key ("sessionId") references public."ChatSession" ("sessionId") on delete cascade on update cascade;
alter table public."InsightRun" add constraint "InsightRun_user_id_fkey"
    foreign key ("user_id") references auth.users ("id") on delete cascade;

create table public."_prisma_migrations" (
    "id" varchar(36) primary key not null,
    "checksum" varchar(64) not null,
    "finished_at" timestamptz,
    "migration_name" varchar(255) not null,
    "logs" text,
    "rolled_back_at" timestamptz,
    "started_at" timestamptz not null default now(),
    "applied_steps_count" integer not null default 0
);

insert into public."_prisma_migrations"
    ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count")
values
    ('0c5b0d0e-8a53-4a0e-9a39-0e4b1a4b8f01', '4d1f8d7f1a8b0c2e6a9d3b5c7e9f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b',
     '2024-09-02 08:14:31.220+00', '20240902081402_init', '2024-09-02 08:14:30.911+00', 1),
    ('5f1f2f6c-4df1-4e63-8f6b-6f0e6a3d2c02', '9b8a7f6e5d4c3b2a190807f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6',
     '2024-11-18 17:02:09.004+00', '20241118170155_memory_and_insights', '2024-11-18 17:02:08.733+00', 1);

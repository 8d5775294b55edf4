-- A blog as `prisma migrate` made it: PascalCase tables, camelCase columns, text ids. "User"."id" is the id that Supabase signs
-- in with, as a text. Everything stands open.
create type public."Role" as enum ('USER', 'EDITOR', 'ADMIN');

create table public."User" (
    "id" text not null primary key,
    "email" text not null unique,
    "name" text,
    "image" text,
    "role" public."Role" not null default 'USER',
    "createdAt" timestamp(3) not null default current_timestamp,
    "updatedAt" timestamp(3) not null
);

create table public."Post" (
    "id" text not null primary key,
    "title" text not null,
    "content" text,
    "isPublished" boolean not null default false,
    "authorId" text not null references public."User" ("id") on delete restrict on update cascade,
    "createdAt" timestamp(3) not null default current_timestamp
);

create table public."PostComment" (
    "id" text not null primary key,
    "body" text not null,
    "postId" text not null references public."Post" ("id") on delete cascade on update cascade,
    "userId" text not null references public."User" ("id") on delete cascade on update cascade
);

create table public."Like" (
    "postId" text not null references public."Post" ("id") on delete cascade on update cascade,
    "userId" text not null references public."User" ("id") on delete cascade on update cascade,
    primary key ("postId", "userId")
);

create table public."Tag" ("id" serial primary key, "name" text not null unique);

create table public."_PostToTag" (
    "A" text not null references public."Post" ("id") on delete cascade on update cascade,
    "B" integer not null references public."Tag" ("id") on delete cascade on update cascade
);
create unique index "_PostToTag_AB_unique" on public."_PostToTag" ("A", "B");
create index "_PostToTag_B_index" on public."_PostToTag" ("B");

create table public."APIKey" (
    "id" text not null primary key,
    "userID" text not null references public."User" ("id") on delete cascade on update cascade,
    "hashedKey" text not null,
    "lastUsedAt" timestamp(3)
);

create table public."_prisma_migrations" (
    "id" varchar(36) primary key not null,
    "checksum" varchar(64) not null,
    "migration_name" varchar(255) not null,
    "started_at" timestamptz not null default now()
);

insert into auth.users (id, email) values
    ('11111111-1111-4111-8111-111111111111', 'ada@example.com'),
    ('22222222-2222-4222-8222-222222222222', 'ben@example.com');
insert into public."User" ("id", "email", "name", "updatedAt") values
    ('11111111-1111-4111-8111-111111111111', 'ada@example.com', 'Ada', now()),
    ('22222222-2222-4222-8222-222222222222', 'ben@example.com', 'Ben', now()),
    ('cklegacy0000000000000000', 'old@example.com', 'From before', now());
insert into public."Post" ("id", "title", "isPublished", "authorId") values
    ('p1', 'Hello', true, '11111111-1111-4111-8111-111111111111'),
    ('p2', 'Draft', false, '11111111-1111-4111-8111-111111111111'),
    ('p3', 'Legacy', true, 'cklegacy0000000000000000');
insert into public."PostComment" values ('c1', 'Nice.', 'p1', '22222222-2222-4222-8222-222222222222');
insert into public."Like" values ('p1', '22222222-2222-4222-8222-222222222222');
insert into public."Tag" ("name") values ('news');
insert into public."_PostToTag" values ('p1', 1), ('p2', 1);
insert into public."APIKey" values ('k1', '11111111-1111-4111-8111-111111111111', 'f00', null);
insert into public."_prisma_migrations" values ('m1', 'x', 'init');

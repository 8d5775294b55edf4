-- "UserMemory", the long-term memory of what a user said and wrote: the table where it is missing, its indexes, and its
-- access: a signed-in user has their own rows, the service all, nobody else any.
--
-- Locks: on a "UserMemory" that exists, the index builds let readers through and hold writers back while they run, and
-- what follows them holds everybody back for a moment. Where the table has millions of rows, first make the two indexes by
-- hand with `create index concurrently`, under the names below: they are then found and skipped. Safe to run again.

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

create table if not exists public."UserMemory" (
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

create index if not exists "UserMemory_userId_createdAt_idx" on public."UserMemory" ("userId", "createdAt" desc);
create index if not exists "UserMemory_userId_sourceType_idx" on public."UserMemory" ("userId", "sourceType");

-- Prisma knew the two kinds of source only in code. A row of some third kind does not stop this file: the check then holds
-- for what is written from now on, and the warning says how many rows it does not hold for.
do $$
declare
    strays bigint;
begin
    if not exists (select from pg_catalog.pg_constraint
                   where conrelid = 'public."UserMemory"'::regclass and conname = 'UserMemory_sourceType_check') then
        alter table public."UserMemory" add constraint "UserMemory_sourceType_check"
            check ("sourceType" in ('chat', 'journal')) not valid;
    end if;
    select count(*) into strays from public."UserMemory" where "sourceType" not in ('chat', 'journal');
    if strays = 0 then
        alter table public."UserMemory" validate constraint "UserMemory_sourceType_check";
    else
        raise warning '% rows of public."UserMemory" have a "sourceType" other than chat and journal', strays
            using hint = 'They are kept. Correct them, then run: '
                'alter table public."UserMemory" validate constraint "UserMemory_sourceType_check"';
    end if;
end
$$;

alter table public."UserMemory" enable row level security;
revoke all on table public."UserMemory" from public, anon, authenticated, service_role;

drop policy if exists user_memory_select_own on public."UserMemory";
create policy user_memory_select_own on public."UserMemory" for select to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists user_memory_insert_own on public."UserMemory";
create policy user_memory_insert_own on public."UserMemory" for insert to authenticated
    with check ("userId" = (select auth.uid()::text));
drop policy if exists user_memory_update_own on public."UserMemory";
create policy user_memory_update_own on public."UserMemory" for update to authenticated
    using ("userId" = (select auth.uid()::text))
    with check ("userId" = (select auth.uid()::text));
drop policy if exists user_memory_delete_own on public."UserMemory";
create policy user_memory_delete_own on public."UserMemory" for delete to authenticated
    using ("userId" = (select auth.uid()::text));
drop policy if exists user_memory_service_role on public."UserMemory";
create policy user_memory_service_role on public."UserMemory" for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on table public."UserMemory" to authenticated, service_role;

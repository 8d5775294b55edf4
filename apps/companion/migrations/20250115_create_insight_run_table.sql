-- "InsightRun", the weekly insights: the table where it is missing, its index and checks, and its access: a signed-in user
-- may read, add and delete their own, and never change one (it is append-only); the service may do all, nobody else any.
--
-- Locks: the table has a row a user and week, so the index build and the checks hold its writers back for a moment only.
-- Making the table takes a lock on auth.users that holds sign-ups back for the same moment. Safe to run again.

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

create table if not exists public."InsightRun" (
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
    constraint "InsightRun_pkey" primary key ("id"),
    constraint "InsightRun_user_id_fkey" foreign key ("user_id") references auth.users ("id") on delete cascade
);
create unique index if not exists "InsightRun_user_id_time_range_start_time_range_end_key"
    on public."InsightRun" ("user_id", "time_range_start", "time_range_end");
create index if not exists "InsightRun_user_id_created_at_idx" on public."InsightRun" ("user_id", "created_at" desc);

alter table public."InsightRun"
    alter column "id" set default gen_random_uuid(),
    alter column "dominant_emotions" set default '{}',
    alter column "recurring_themes" set default '{}',
    alter column "source_metadata" set default '{}';

-- A row that breaks a check does not stop this file: the check then holds for what is written from now on.
do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('InsightRun_mood_trend_check', $check$"mood_trend" in ('rising', 'declining', 'stable')$check$),
            ('InsightRun_resilience_delta_check', $check$"resilience_delta" in ('improving', 'stable', 'strained')$check$)
        ) as checks (name, condition)
    loop
        if not exists (select from pg_catalog.pg_constraint
                       where conrelid = 'public."InsightRun"'::regclass and conname = wanted.name) then
            execute format('alter table public."InsightRun" add constraint %I check (%s) not valid',
                           wanted.name, wanted.condition);
        end if;
        begin
            execute format('alter table public."InsightRun" validate constraint %I', wanted.name);
        exception when check_violation then
            raise warning 'rows of public."InsightRun" break the check %', wanted.name
                using hint = format('They are kept. Correct them, then run: '
                    'alter table public."InsightRun" validate constraint %I', wanted.name);
        end;
    end loop;
end
$$;

alter table public."InsightRun" enable row level security;
revoke all on table public."InsightRun" from public, anon, authenticated, service_role;

drop policy if exists insight_run_select_own on public."InsightRun";
create policy insight_run_select_own on public."InsightRun" for select to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists insight_run_insert_own on public."InsightRun";
create policy insight_run_insert_own on public."InsightRun" for insert to authenticated
    with check (user_id = (select auth.uid()));
drop policy if exists insight_run_delete_own on public."InsightRun";
create policy insight_run_delete_own on public."InsightRun" for delete to authenticated
    using (user_id = (select auth.uid()));
drop policy if exists insight_run_service_role on public."InsightRun";
create policy insight_run_service_role on public."InsightRun" for all to service_role
    using (true) with check (true);

grant select, insert, delete on table public."InsightRun" to authenticated;
grant select, insert, update, delete on table public."InsightRun" to service_role;

-- Workouts, and the longest of each user kept for a quick page.
create table public.workouts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  minutes integer not null check (minutes > 0),
  place text not null
);
alter table public.workouts enable row level security;
create policy "own rows" on public.workouts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.workouts to authenticated, service_role;
create materialized view public.longest_workouts as
  select distinct on (user_id) user_id, minutes, place from public.workouts order by user_id, minutes desc;
grant select on public.longest_workouts to authenticated, service_role;

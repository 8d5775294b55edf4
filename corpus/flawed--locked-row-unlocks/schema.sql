-- Timesheets that are locked, and that the same update unlocks.
create table public.timesheets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  hours numeric(5, 2) not null,
  locked boolean not null default false
);
alter table public.timesheets enable row level security;
create policy "see own" on public.timesheets for select to authenticated
  using (user_id = (select auth.uid()));
create policy "change own" on public.timesheets for update to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()) and not locked);
grant select, update on public.timesheets to authenticated;
grant select, insert, update, delete on public.timesheets to service_role;

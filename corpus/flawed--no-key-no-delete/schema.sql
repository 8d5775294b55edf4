-- Readings of a meter, without a key, which their owner is to delete and cannot.
create table public.readings (
  user_id uuid not null references auth.users (id) on delete cascade,
  place text not null
);
alter table public.readings enable row level security;
create policy "see own" on public.readings for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.readings for insert to authenticated with check (user_id = (select auth.uid()));
create policy "change own" on public.readings for update to authenticated using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.readings to authenticated, service_role;

-- Readings by month, reached through the parent only.
create table public.readings (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  read_on date not null default '2026-06-15',
  value numeric not null,
  primary key (id, read_on)
) partition by range (read_on);
create table public.readings_2026 partition of public.readings for values from ('2026-01-01') to ('2027-01-01');
create table public.readings_rest partition of public.readings default;
alter table public.readings enable row level security;
create policy "own rows" on public.readings for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.readings to authenticated, service_role;

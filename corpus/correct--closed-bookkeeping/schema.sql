-- What a migration tool writes down, beside a table of users'.
create table public._migrations (
  id text primary key,
  checksum text not null
);
alter table public._migrations enable row level security;
revoke all on public._migrations from public, anon, authenticated, service_role;
create table public.pins (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  place text not null
);
alter table public.pins enable row level security;
create policy "own rows" on public.pins for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.pins to authenticated, service_role;

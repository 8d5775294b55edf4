-- Trips whose table was made over the API's own role.
create table public.trips (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  place text not null
);
alter table public.trips enable row level security;
create policy "own rows" on public.trips for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.trips to service_role;
alter table public.trips owner to authenticated;

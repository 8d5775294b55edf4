-- Trips by user, through a function without rights of its own.
alter default privileges revoke execute on functions from public;
create table public.trips (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  place text not null
);
alter table public.trips enable row level security;
create policy "own rows" on public.trips for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.trips to authenticated, service_role;
create function public.trips_of(p_user uuid) returns setof public.trips
  language sql stable set search_path = ''
  as $$ select * from public.trips where user_id = p_user $$;
create function public.forget_trips(p_user uuid) returns bigint
  language sql set search_path = ''
  as $$ with gone as (delete from public.trips where user_id = p_user returning 1) select count(*) from gone $$;
grant execute on function public.trips_of(uuid), public.forget_trips(uuid) to authenticated, service_role;

-- Places of users, and a function that returns those around a point.
alter default privileges revoke execute on functions from public;
create table public.places (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180)
);
alter table public.places enable row level security;
create policy "own rows" on public.places for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.places to authenticated, service_role;
create function public.nearby(p_lat double precision, p_lng double precision, p_radius double precision) returns setof public.places
  language sql stable security definer set search_path = ''
  as $$ select * from public.places where abs(lat - p_lat) < p_radius and abs(lng - p_lng) < p_radius $$;
grant execute on function public.nearby to authenticated;

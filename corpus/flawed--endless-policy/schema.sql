-- Beacons behind a function that loops for ever.
alter default privileges revoke execute on functions from public;
create schema private;
create function private.settled(p_user uuid) returns boolean language plpgsql stable set search_path = '' as $$
begin
  while p_user is not null loop
    perform pg_catalog.pg_sleep(0.01);
  end loop;
  return true;
end $$;
grant usage on schema private to authenticated;
grant execute on function private.settled(uuid) to authenticated;
create table public.beacons (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  place text not null
);
alter table public.beacons enable row level security;
create policy "see own" on public.beacons for select to authenticated
  using (user_id = (select auth.uid()) and private.settled(user_id));
grant select on public.beacons to authenticated;
grant select, insert, update, delete on public.beacons to service_role;

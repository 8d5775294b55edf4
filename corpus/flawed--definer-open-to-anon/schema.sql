-- Profiles that only their owners may read, and a function left open.
create table public.profiles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  full_name text not null,
  phone text
);
alter table public.profiles enable row level security;
create policy "own rows" on public.profiles for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.profiles to authenticated, service_role;
create function public.get_profile(p_user uuid) returns setof public.profiles
  language sql stable security definer set search_path = ''
  as $$ select * from public.profiles where user_id = p_user $$;

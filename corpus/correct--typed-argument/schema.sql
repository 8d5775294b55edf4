-- Moods and permissions, asked for by labels of the schema's own types.
alter default privileges revoke execute on functions from public;
create type public.mood as enum ('good', 'bad');
create table public.moods (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  mood public.mood not null
);
alter table public.moods enable row level security;
create policy "own rows" on public.moods for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.moods to authenticated, service_role;
create domain public.email as text check (value like '%@%');
create type public.app_role as enum ('admin', 'moderator');
create table public.role_permissions (
  role public.app_role not null,
  permission text not null,
  primary key (role, permission)
);
alter table public.role_permissions enable row level security;
grant select, insert, update, delete on public.role_permissions to service_role;
create function public.my_moods(p_mood public.mood) returns setof public.moods
  language sql stable security definer set search_path = ''
  as $$ select * from public.moods where user_id = auth.uid() and mood = p_mood $$;
grant execute on function public.my_moods to authenticated;
create function public.is_mine(p_email public.email) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select lower(p_email) = lower(auth.jwt() ->> 'email') $$;
grant execute on function public.is_mine to authenticated;
create function public.authorize(p_permission text, p_role public.app_role) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select p_role::text = auth.jwt() ->> 'user_role'
    and exists (select from public.role_permissions r where r.role = p_role and r.permission = p_permission) $$;
grant execute on function public.authorize to authenticated;

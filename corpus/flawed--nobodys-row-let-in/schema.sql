-- Badges that support gives; one that is given to nobody yet, anybody may make.
alter default privileges revoke execute on functions from public;
create table public.staff_roles (
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('customer', 'support')),
  primary key (user_id, role)
);
create table public.badges (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete cascade,
  title text not null
);
create function public.is_support() returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from public.staff_roles r where r.user_id = auth.uid() and r.role = 'support') $$;
grant execute on function public.is_support() to authenticated;
alter table public.staff_roles enable row level security;
alter table public.badges enable row level security;
create policy "own roles" on public.staff_roles for select to authenticated using (user_id = (select auth.uid()));
create policy "own badges" on public.badges for select to authenticated using (user_id = (select auth.uid()));
create policy "give" on public.badges for insert to authenticated
  with check ((select public.is_support()) or user_id is null);
grant select on public.staff_roles to authenticated;
grant select, insert on public.badges to authenticated;
grant select, insert, update, delete on public.staff_roles, public.badges to service_role;

-- Organisations whose admins add members.
create schema private;
grant usage on schema private to authenticated;
create table public.orgs (id uuid primary key default gen_random_uuid(), name text not null);
create table public.org_members (
  org_id uuid not null references public.orgs (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('admin', 'member')),
  primary key (org_id, user_id)
);
create function private.is_admin(p_org uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select 1 from public.org_members m
    where m.org_id = p_org and m.user_id = auth.uid() and m.role = 'admin') $$;
revoke execute on function private.is_admin from public;
grant execute on function private.is_admin to authenticated;
alter table public.orgs enable row level security;
create policy "see" on public.orgs for select to authenticated
  using (id in (select org_id from public.org_members where user_id = (select auth.uid())));
alter table public.org_members enable row level security;
create policy "see" on public.org_members for select to authenticated
  using (user_id = (select auth.uid()) or private.is_admin(org_id));
create policy "add" on public.org_members for insert to authenticated with check (private.is_admin(org_id));
grant select on public.orgs to authenticated;
grant select, insert on public.org_members to authenticated;
grant select, insert, update, delete on public.orgs, public.org_members to service_role;

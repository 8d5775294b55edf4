-- Documents of teams, and a function by which a member sets roles.
alter default privileges revoke execute on functions from public;
create table public.team_members (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'viewer' check (role in ('owner', 'editor', 'viewer')),
  primary key (team_id, user_id)
);
create table public.docs (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null,
  title text not null
);
alter table public.team_members enable row level security;
alter table public.docs enable row level security;
create policy "own membership" on public.team_members for select to authenticated using (user_id = (select auth.uid()));
create policy "of my teams" on public.docs for select to authenticated
  using (team_id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
create policy "editors write" on public.docs for all to authenticated
  using (team_id in (select m.team_id from public.team_members m
    where m.user_id = (select auth.uid()) and m.role in ('owner', 'editor')))
  with check (team_id in (select m.team_id from public.team_members m
    where m.user_id = (select auth.uid()) and m.role in ('owner', 'editor')));
grant select on public.team_members to authenticated;
grant select, insert, update, delete on public.docs to authenticated;
grant select, insert, update, delete on public.team_members, public.docs to service_role;
create function public.set_member_role(p_team uuid, p_user uuid, p_role text) returns void
  language plpgsql security definer set search_path = ''
  as $$ 
begin
  if not exists (select from public.team_members m where m.team_id = p_team and m.user_id = auth.uid()) then
    raise exception 'not a member' using errcode = '42501';
  end if;
  update public.team_members set role = p_role where team_id = p_team and user_id = p_user;
end $$;
grant execute on function public.set_member_role to authenticated;

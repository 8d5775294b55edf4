-- Teams made by a function, which makes the caller their owner.
alter default privileges revoke execute on functions from public;
create table public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null
);
create table public.team_members (
  team_id uuid not null references public.teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'viewer' check (role in ('owner', 'viewer')),
  primary key (team_id, user_id)
);
create table public.events (
  id bigint generated always as identity primary key,
  what text not null
);
alter table public.teams enable row level security;
alter table public.team_members enable row level security;
alter table public.events enable row level security;
create policy "own membership" on public.team_members for select to authenticated using (user_id = (select auth.uid()));
create policy "my teams" on public.teams for select to authenticated
  using (id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
grant select on public.teams, public.team_members to authenticated;
grant select, insert, update, delete on public.teams, public.team_members, public.events to service_role;
create function public.create_team(p_name text) returns uuid
  language plpgsql security definer set search_path = ''
  as $$ 
declare
  team uuid := gen_random_uuid();
begin
  insert into public.teams (id, name) values (team, p_name);
  insert into public.team_members (team_id, user_id, role) values (team, auth.uid(), 'owner');
  insert into public.events (what) values ('a team was made');
  return team;
end $$;
grant execute on function public.create_team to authenticated;

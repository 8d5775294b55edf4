-- Files of teams, with a membership that one may write oneself.
create table public.memberships (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (team_id, user_id)
);
create table public.team_files (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null,
  name text not null
);
alter table public.memberships enable row level security;
alter table public.team_files enable row level security;
create policy "own membership" on public.memberships for select to authenticated using (user_id = (select auth.uid()));
create policy "join" on public.memberships for insert to authenticated with check (user_id = (select auth.uid()));
create policy "of my teams" on public.team_files for select to authenticated
  using (team_id in (select m.team_id from public.memberships m where m.user_id = (select auth.uid())));
grant select, insert on public.memberships to authenticated;
grant select on public.team_files to authenticated;
grant select, insert, update, delete on public.memberships, public.team_files to service_role;

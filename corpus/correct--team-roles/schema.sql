-- Teams with owners, editors and viewers.
create type public.team_role as enum ('owner', 'editor', 'viewer');
create table public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null
);
create table public.team_members (
  team_id uuid not null references public.teams (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role public.team_role not null default 'viewer',
  primary key (team_id, user_id)
);
create table public.plans (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams (id) on delete cascade,
  body text not null
);
alter table public.teams enable row level security;
alter table public.team_members enable row level security;
alter table public.plans enable row level security;
create policy "my teams" on public.teams for select to authenticated
  using (id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
create policy "own membership" on public.team_members for select to authenticated using (user_id = (select auth.uid()));
create policy "members read" on public.plans for select to authenticated
  using (team_id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
create policy "editors add" on public.plans for insert to authenticated
  with check (team_id in (select m.team_id from public.team_members m
    where m.user_id = (select auth.uid()) and m.role in ('owner', 'editor')));
create policy "editors change" on public.plans for update to authenticated
  using (team_id in (select m.team_id from public.team_members m
    where m.user_id = (select auth.uid()) and m.role in ('owner', 'editor')));
create policy "owners delete" on public.plans for delete to authenticated
  using (team_id in (select m.team_id from public.team_members m
    where m.user_id = (select auth.uid()) and m.role = 'owner'));
grant select on public.teams, public.team_members to authenticated;
grant select, insert, update, delete on public.plans to authenticated;
grant select, insert, update, delete on public.teams, public.team_members, public.plans to service_role;

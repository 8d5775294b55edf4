-- Plans of teams; the role of a member is never asked.
create table public.crew (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'viewer' check (role in ('owner', 'editor', 'viewer')),
  primary key (team_id, user_id)
);
create table public.plans (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null,
  body text not null
);
alter table public.crew enable row level security;
alter table public.plans enable row level security;
create policy "own membership" on public.crew for select to authenticated using (user_id = (select auth.uid()));
create policy "members" on public.plans for all to authenticated
  using (team_id in (select c.team_id from public.crew c where c.user_id = (select auth.uid())))
  with check (team_id in (select c.team_id from public.crew c where c.user_id = (select auth.uid())));
grant select on public.crew to authenticated;
grant select, insert, update, delete on public.plans to authenticated;
grant select, insert, update, delete on public.crew, public.plans to service_role;

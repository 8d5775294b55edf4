-- Documents of teams, by a condition that binds to the inner table.
create table public.memberships (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (team_id, user_id)
);
create table public.documents (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null,
  body text not null
);
alter table public.memberships enable row level security;
alter table public.documents enable row level security;
create policy "own membership" on public.memberships for select to authenticated using (user_id = (select auth.uid()));
create policy "of my teams" on public.documents for select to authenticated
  using (exists (select from public.memberships m where m.user_id = (select auth.uid()) and m.team_id = team_id));
grant select on public.memberships, public.documents to authenticated;
grant select, insert, update, delete on public.memberships, public.documents to service_role;

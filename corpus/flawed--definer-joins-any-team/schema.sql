-- Documents of teams, and a function that joins without an invitation.
alter default privileges revoke execute on functions from public;
create table public.team_members (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (team_id, user_id)
);
create table public.documents (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null,
  body text not null
);
alter table public.team_members enable row level security;
alter table public.documents enable row level security;
create policy "own membership" on public.team_members for select to authenticated using (user_id = (select auth.uid()));
create policy "of my teams" on public.documents for select to authenticated
  using (team_id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
grant select on public.team_members, public.documents to authenticated;
grant select, insert, update, delete on public.team_members, public.documents to service_role;
create function public.join_team(p_team uuid) returns void
  language sql security definer set search_path = ''
  as $$ insert into public.team_members (team_id, user_id) values (p_team, auth.uid()) on conflict do nothing $$;
grant execute on function public.join_team(uuid) to authenticated;

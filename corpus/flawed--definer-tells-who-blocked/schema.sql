-- Public profiles, private blocks, and a function that tells who has blocked whom.
alter default privileges revoke execute on functions from public;
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text
);
create table public.blocks (
  blocker_id uuid not null references public.profiles (id) on delete cascade,
  blocked_id uuid not null references public.profiles (id) on delete cascade,
  primary key (blocker_id, blocked_id)
);
alter table public.profiles enable row level security;
alter table public.blocks enable row level security;
create policy "everybody sees" on public.profiles for select to anon, authenticated using (true);
create policy "own blocks" on public.blocks for all to authenticated
  using (blocker_id = (select auth.uid())) with check (blocker_id = (select auth.uid()));
grant select on public.profiles to anon, authenticated;
grant select, insert, update, delete on public.blocks to authenticated;
grant select, insert, update, delete on public.profiles, public.blocks to service_role;
create function public.who_blocked(p_user uuid) returns setof uuid
  language sql stable security definer set search_path = ''
  as $$ select blocker_id from public.blocks where blocked_id = p_user $$;
grant execute on function public.who_blocked to authenticated;

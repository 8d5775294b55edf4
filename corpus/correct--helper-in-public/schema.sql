-- Board posts for those who are not banned, asked of a helper.
alter default privileges revoke execute on functions from public;
create table public.bans (
  user_id uuid primary key references auth.users (id) on delete cascade,
  reason text not null
);
create table public.board_posts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create function public.is_banned() returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from public.bans b where b.user_id = auth.uid()) $$;
grant execute on function public.is_banned() to authenticated;
alter table public.bans enable row level security;
alter table public.board_posts enable row level security;
create policy "own rows" on public.board_posts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "not the banned" on public.board_posts as restrictive for insert to authenticated
  with check (user_id is null or not (select public.is_banned()));
grant select, insert, update, delete on public.board_posts to authenticated, service_role;
grant select, insert, update, delete on public.bans to service_role;

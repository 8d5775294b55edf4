-- Posts, likes and gifts, and functions that count and sum over everybody.
alter default privileges revoke execute on functions from public;
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.likes (
  post_id uuid not null references public.posts (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (post_id, user_id)
);
create table public.gifts (
  id uuid primary key default gen_random_uuid(),
  post_id uuid not null references public.posts (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  cents integer not null check (cents > 0)
);
alter table public.posts enable row level security;
alter table public.likes enable row level security;
alter table public.gifts enable row level security;
create policy "everybody reads" on public.posts for select to anon, authenticated using (true);
create policy "own likes" on public.likes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own gifts" on public.gifts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select on public.posts to anon, authenticated;
grant select, insert, update, delete on public.likes, public.gifts to authenticated;
grant select, insert, update, delete on public.posts, public.likes, public.gifts to service_role;
create function public.like_count(p_post uuid) returns bigint
  language sql stable security definer set search_path = ''
  as $$ select count(*) from public.likes where post_id = p_post $$;
grant execute on function public.like_count to authenticated;
create function public.given(p_post uuid) returns bigint
  language sql stable security definer set search_path = ''
  as $$ select sum(cents) from public.gifts where post_id = p_post $$;
grant execute on function public.given to authenticated;
create function public.all_given() returns bigint
  language sql stable security definer set search_path = ''
  as $$ select sum(cents) from public.gifts $$;
grant execute on function public.all_given to authenticated;
create function public.have_liked(p_post uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from public.likes where post_id = p_post and user_id = auth.uid()) $$;
grant execute on function public.have_liked to authenticated;
create function public.ticket() returns double precision
  language sql security definer set search_path = ''
  as $$ select random() $$;
grant execute on function public.ticket to authenticated;

-- Posts with a count of likes that a trigger keeps.
alter default privileges revoke execute on functions from public;
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  like_count integer not null default 0
);
create table public.post_likes (
  post_id uuid not null references public.posts (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (post_id, user_id)
);
alter table public.posts enable row level security;
alter table public.post_likes enable row level security;
create policy "read all" on public.posts for select to anon, authenticated using (true);
create policy "write own" on public.posts for insert to authenticated with check (author_id = (select auth.uid()));
create policy "change own" on public.posts for update to authenticated
  using (author_id = (select auth.uid())) with check (author_id = (select auth.uid()));
create policy "own likes" on public.post_likes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function public.count_like() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.posts set like_count = like_count + (case tg_op when 'INSERT' then 1 else -1 end)
  where id = (case tg_op when 'INSERT' then new.post_id else old.post_id end);
  return null;
end $$;
create trigger count_like after insert or delete on public.post_likes for each row execute function public.count_like();
grant select, insert (author_id, body), update (author_id, body) on public.posts to authenticated;
grant select on public.posts to anon;
grant select, insert, delete on public.post_likes to authenticated;
grant select, insert, update, delete on public.posts, public.post_likes to service_role;

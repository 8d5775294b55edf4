-- Comments made by a function, of which a trigger tells the author of the post.
alter default privileges revoke execute on functions from public;
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.comments (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  post_id uuid not null references public.posts (id) on delete cascade,
  body text not null
);
alter table public.comments enable row level security;
create policy "own rows" on public.comments for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.comments to authenticated, service_role;
create table public.notices (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notices enable row level security;
create policy "see own" on public.notices for select to authenticated using (user_id = (select auth.uid()));
grant select on public.notices to authenticated;
grant select, insert, update, delete on public.notices to service_role;
alter table public.posts enable row level security;
create policy "everybody reads" on public.posts for select to anon, authenticated using (true);
grant select on public.posts to anon, authenticated;
grant select, insert, update, delete on public.posts to service_role;
create function public.tell_author() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into public.notices (user_id, body)
    select author_id, 'a comment on ' || title from public.posts where id = new.post_id;
  return null;
end $$;
create trigger tell after insert on public.comments for each row execute function public.tell_author();
create function public.add_comment(p_post uuid, p_body text) returns void
  language sql security definer set search_path = ''
  as $$ insert into public.comments (post_id, user_id, body) values (p_post, auth.uid(), p_body) $$;
grant execute on function public.add_comment to authenticated;

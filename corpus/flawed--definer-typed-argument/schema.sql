-- Moods by a label, and drafts by the post they belong to: arguments of the schema's own types.
alter default privileges revoke execute on functions from public;
create type public.mood as enum ('good', 'bad');
create table public.moods (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  mood public.mood not null
);
alter table public.moods enable row level security;
create policy "own rows" on public.moods for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.moods to authenticated, service_role;
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.drafts (
  id uuid primary key default gen_random_uuid(),
  post_id uuid not null references public.posts (id) on delete cascade,
  author_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.posts enable row level security;
alter table public.drafts enable row level security;
create policy "everybody reads" on public.posts for select to anon, authenticated using (true);
create policy "own drafts" on public.drafts for all to authenticated
  using (author_id = (select auth.uid())) with check (author_id = (select auth.uid()));
grant select on public.posts to anon, authenticated;
grant select, insert, update, delete on public.drafts to authenticated;
grant select, insert, update, delete on public.posts, public.drafts to service_role;
create function public.all_moods(p_mood public.mood) returns setof public.moods
  language sql stable security definer set search_path = ''
  as $$ select * from public.moods where mood = p_mood $$;
grant execute on function public.all_moods to authenticated;
create function public.latest_draft(p public.posts) returns text
  language sql stable security definer set search_path = ''
  as $$ select body from public.drafts where post_id = p.id limit 1 $$;
grant execute on function public.latest_draft to authenticated;

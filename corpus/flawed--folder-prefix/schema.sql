-- Files in folders named by a handle that users choose.
create table public.handles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  handle text not null unique
);
create table public.files (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  path text not null
);
alter table public.handles enable row level security;
alter table public.files enable row level security;
create policy "own rows" on public.handles for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own" on public.files for select to authenticated using (user_id = (select auth.uid()));
create policy "in my folder" on public.files for select to authenticated
  using (path like (select h.handle from public.handles h where h.user_id = (select auth.uid())) || '%');
grant select, insert, update, delete on public.handles to authenticated, service_role;
grant select on public.files to authenticated;
grant select, insert, update, delete on public.files to service_role;

-- Folders, a tree for each user.
create table public.folders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  parent_id uuid,
  name text not null,
  unique (id, user_id),
  unique (user_id, parent_id, name),
  foreign key (parent_id, user_id) references public.folders (id, user_id) on delete cascade,
  check (parent_id <> id)
);
alter table public.folders enable row level security;
create policy "own rows" on public.folders for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.folders to authenticated, service_role;

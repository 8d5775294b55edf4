-- Tags that others use, and that their owner renames for all.
create table public.tags (
  slug text primary key,
  user_id uuid not null references auth.users (id) on delete cascade
);
alter table public.tags enable row level security;
create policy "own tags" on public.tags for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.tags to authenticated;
grant select, insert, update, delete on public.tags to service_role;
create table public.taggings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  tag text references public.tags (slug) on update cascade on delete restrict
);
alter table public.taggings enable row level security;
create policy "see own" on public.taggings for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.taggings for insert to authenticated
  with check (user_id = (select auth.uid()));
grant select, insert on public.taggings to authenticated;
grant select, insert, update, delete on public.taggings to service_role;

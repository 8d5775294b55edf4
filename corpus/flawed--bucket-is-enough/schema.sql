-- Stored objects: a bucket in which everybody may overwrite everybody's files.
create table public.objects (
  id uuid primary key default gen_random_uuid(),
  bucket text not null check (bucket in ('avatars', 'documents')),
  name text not null,
  owner uuid not null references auth.users (id) on delete cascade,
  unique (bucket, name)
);
alter table public.objects enable row level security;
create policy "see own" on public.objects for select to authenticated using (owner = (select auth.uid()));
create policy "add own" on public.objects for insert to authenticated with check (owner = (select auth.uid()));
create policy "replace" on public.objects for update to authenticated
  using (bucket in ('avatars', 'documents')) with check (owner = (select auth.uid()));
create policy "remove" on public.objects for delete to authenticated using (bucket in ('avatars', 'documents'));
grant select, insert, update, delete on public.objects to authenticated, service_role;

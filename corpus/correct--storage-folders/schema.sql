-- Stored objects by folder.
create table public.objects (
  id uuid primary key default gen_random_uuid(),
  bucket text not null check (bucket in ('public', 'private')),
  name text not null,
  unique (bucket, name)
);
alter table public.objects enable row level security;
create policy "read" on public.objects for select to anon, authenticated
  using (bucket = 'public' or split_part(name, '/', 1) = (select auth.uid()::text));
create policy "add" on public.objects for insert to authenticated
  with check (split_part(name, '/', 1) = (select auth.uid()::text));
create policy "replace" on public.objects for update to authenticated
  using (split_part(name, '/', 1) = (select auth.uid()::text));
create policy "remove" on public.objects for delete to authenticated
  using (split_part(name, '/', 1) = (select auth.uid()::text));
grant select on public.objects to anon;
grant select, insert, update, delete on public.objects to authenticated, service_role;

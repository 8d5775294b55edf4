-- Uploads, some from before there were accounts.
create table public.uploads (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete cascade,
  path text not null
);
alter table public.uploads enable row level security;
create policy "see own and old" on public.uploads for select to authenticated
  using (user_id = (select auth.uid()) or user_id is null);
create policy "delete own and old" on public.uploads for delete to authenticated
  using (user_id = (select auth.uid()) or user_id is null);
grant select, delete on public.uploads to authenticated;
grant select, insert, update, delete on public.uploads to service_role;

-- Contacts, of which the deleted ones should not show.
create table public.contacts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  deleted_at timestamptz
);
alter table public.contacts enable row level security;
create policy "own rows" on public.contacts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "hide deleted" on public.contacts for select to authenticated using (deleted_at is null);
grant select, insert, update, delete on public.contacts to authenticated, service_role;

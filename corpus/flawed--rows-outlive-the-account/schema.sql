-- Journal entries that nobody deletes with their author.
create table public.entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  body text not null
);
alter table public.entries enable row level security;
create policy "own rows" on public.entries for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.entries to authenticated, service_role;

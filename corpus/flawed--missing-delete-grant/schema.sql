-- Pets that cannot be removed.
create table public.pets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
alter table public.pets enable row level security;
create policy "own rows" on public.pets for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update on public.pets to authenticated;
grant select, insert, update, delete on public.pets to service_role;

-- Addresses with policies for all roles that only a signed-in user can pass.
create table public.addresses (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  street text not null
);
alter table public.addresses enable row level security;
create policy "own" on public.addresses
  using (auth.uid() is not null and user_id = auth.uid())
  with check (auth.uid() is not null and user_id = auth.uid());
grant select, insert, update, delete on public.addresses to anon, authenticated, service_role;

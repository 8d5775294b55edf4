-- Orders that are open to whoever does not sign in.
create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  item text not null
);
alter table public.orders enable row level security;
create policy "own, or the backend" on public.orders for select
  using (auth.uid() is null or user_id = auth.uid());
grant select on public.orders to anon, authenticated;
grant select, insert, update, delete on public.orders to service_role;

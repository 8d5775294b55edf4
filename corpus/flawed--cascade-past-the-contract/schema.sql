-- Products of sellers, and reviews that nobody is to take away, but that go with the product.
create table public.products (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.reviews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  product_id uuid not null references public.products (id) on delete cascade,
  body text not null
);
alter table public.products enable row level security;
alter table public.reviews enable row level security;
create policy "own products" on public.products for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "see own" on public.reviews for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.reviews for insert to authenticated with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.products to authenticated, service_role;
grant select, insert on public.reviews to authenticated;
grant select, insert, update, delete on public.reviews to service_role;

-- Shops and visits, and views of both that run as their caller.
create table public.shops (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
create table public.visits (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  shop_id uuid not null references public.shops (id),
  spent integer not null default 0
);
alter table public.shops enable row level security;
alter table public.visits enable row level security;
create policy "own rows" on public.shops for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own rows" on public.visits for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update on public.shops to authenticated;
grant select, insert, update, delete on public.visits to authenticated;
grant select, insert, update, delete on public.shops, public.visits to service_role;
create view public.shop_visits with (security_invoker = true) as
  select v.id, v.user_id, s.name, v.spent from public.visits v join public.shops s on s.id = v.shop_id;
create view public.dear_visits with (security_invoker = on) as select * from public.shop_visits where spent > 100;
grant select on public.shop_visits, public.dear_visits to anon, authenticated, service_role;

-- Articles in categories that have to stay while there are any.
create table public.categories (
  slug text primary key,
  name text not null
);
alter table public.categories enable row level security;
create policy "see" on public.categories for select to anon, authenticated using (true);
grant select on public.categories to anon, authenticated;
grant select, insert, update, delete on public.categories to service_role;
create table public.articles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  category text not null references public.categories (slug) on delete restrict on update cascade,
  body text not null
);
alter table public.articles enable row level security;
create policy "own rows" on public.articles for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.articles to authenticated;
grant select, insert, update, delete on public.articles to service_role;

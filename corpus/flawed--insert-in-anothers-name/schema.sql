-- Reviews that carry the name of whoever is said to have written them.
create table public.reviews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  stars integer not null check (stars between 1 and 5),
  body text not null
);
alter table public.reviews enable row level security;
create policy "see own" on public.reviews for select to authenticated using (user_id = (select auth.uid()));
create policy "anyone signed in may review" on public.reviews for insert to authenticated with check (true);
create policy "delete own" on public.reviews for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, delete on public.reviews to authenticated;
grant select, insert, update, delete on public.reviews to service_role;

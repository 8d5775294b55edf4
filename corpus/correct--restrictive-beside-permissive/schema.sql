-- Goals that are open, and narrowed.
create table public.goals (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.goals enable row level security;
create policy "signed in" on public.goals for all to authenticated using (true) with check (true);
create policy "only own" on public.goals as restrictive for all
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.goals to authenticated, service_role;

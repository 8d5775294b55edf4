-- Expenses with sound policies and one privilege too many.
create table public.expenses (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  cents integer not null
);
alter table public.expenses enable row level security;
create policy "own rows" on public.expenses for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete, truncate on public.expenses to authenticated;
grant select, insert, update, delete on public.expenses to service_role;

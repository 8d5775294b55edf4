-- A diary whose policies were written and never switched on.
create table public.diary (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create policy "own rows" on public.diary for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.diary to authenticated, service_role;
grant select on public.diary to anon;

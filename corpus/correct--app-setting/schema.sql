-- Guest book entries that a setting can close for maintenance.
create table public.greetings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.greetings enable row level security;
create policy "own rows" on public.greetings for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "not while closed" on public.greetings as restrictive for insert
  with check (current_setting('app.closed', true) is distinct from 'on');
grant select, insert, update, delete on public.greetings to authenticated, service_role;

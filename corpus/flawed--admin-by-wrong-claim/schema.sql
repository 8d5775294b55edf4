-- Incidents of everybody's for admins, whom the policy does not recognise.
create table public.incidents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.incidents enable row level security;
create policy "own or admin" on public.incidents for select to authenticated
  using (user_id = (select auth.uid()) or (select auth.jwt() ->> 'role') = 'admin');
grant select on public.incidents to authenticated;
grant select, insert, update, delete on public.incidents to service_role;

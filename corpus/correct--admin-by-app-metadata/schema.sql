-- Incidents: everybody's own, and all of them for admins, who also close them.
create table public.incidents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  closed boolean not null default false
);
alter table public.incidents enable row level security;
create policy "own or admin" on public.incidents for select to authenticated
  using (user_id = (select auth.uid()) or (select auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');
create policy "report" on public.incidents for insert to authenticated with check (user_id = (select auth.uid()));
create policy "admins change" on public.incidents for update to authenticated
  using ((select auth.jwt() -> 'app_metadata' ->> 'role') = 'admin' and user_id is not null);
grant select, insert, update on public.incidents to authenticated;
grant select, insert, update, delete on public.incidents to service_role;

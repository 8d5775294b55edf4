-- Reports that admins read; who is an admin is up to each user.
create table public.people (
  id uuid primary key references auth.users (id) on delete cascade,
  nickname text,
  role text not null default 'user' check (role in ('user', 'admin'))
);
create table public.reports (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.people enable row level security;
alter table public.reports enable row level security;
create policy "see self" on public.people for select to authenticated using (id = (select auth.uid()));
create policy "change self" on public.people for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
create policy "own and admins" on public.reports for select to authenticated
  using (user_id = (select auth.uid())
    or exists (select from public.people p where p.id = (select auth.uid()) and p.role = 'admin'));
grant select, update on public.people to authenticated;
grant select on public.reports to authenticated;
grant select, insert, update, delete on public.people, public.reports to service_role;

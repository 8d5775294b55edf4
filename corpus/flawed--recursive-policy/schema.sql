-- Staff, readable by themselves and by managers, who are looked up among the staff.
create table public.staff (
  user_id uuid primary key references auth.users (id) on delete cascade,
  manager boolean not null default false
);
alter table public.staff enable row level security;
create policy "self or manager" on public.staff for select to authenticated
  using (user_id = (select auth.uid())
    or exists (select from public.staff s where s.user_id = (select auth.uid()) and s.manager));
grant select on public.staff to authenticated;
grant select, insert, update, delete on public.staff to service_role;

-- Complaints that admins read; who is one stands in the metadata that users edit.
create table public.complaints (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.complaints enable row level security;
create policy "own" on public.complaints for select to authenticated using (user_id = (select auth.uid()));
create policy "admins" on public.complaints for select to authenticated
  using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
grant select on public.complaints to authenticated;
grant select, insert, update, delete on public.complaints to service_role;

-- Reviews that wait for approval, and that their authors can only reword.
create table public.reviews (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected'))
);
alter table public.reviews enable row level security;
create policy "see" on public.reviews for select to authenticated
  using (user_id = (select auth.uid()) or status = 'approved');
create policy "write" on public.reviews for insert to authenticated
  with check (user_id = (select auth.uid()) and status = 'pending');
create policy "change" on public.reviews for update to authenticated
  using (user_id = (select auth.uid()) and status = 'pending');
grant select, insert, update on public.reviews to authenticated;
grant select, insert, update, delete on public.reviews to service_role;

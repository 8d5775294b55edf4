-- Reminders whose owner can be changed to somebody else.
create table public.reminders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.reminders enable row level security;
create policy "see own" on public.reminders for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.reminders for insert to authenticated with check (user_id = (select auth.uid()));
create policy "change own" on public.reminders for update to authenticated
  using (user_id = (select auth.uid())) with check (true);
create policy "delete own" on public.reminders for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.reminders to authenticated, service_role;

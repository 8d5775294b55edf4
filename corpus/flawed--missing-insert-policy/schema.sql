-- Habits that can be read and changed, and never begun.
create table public.habits (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
alter table public.habits enable row level security;
create policy "see own" on public.habits for select to authenticated using (user_id = (select auth.uid()));
create policy "change own" on public.habits for update to authenticated using (user_id = (select auth.uid()));
create policy "delete own" on public.habits for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.habits to authenticated, service_role;

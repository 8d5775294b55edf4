-- Settings that nobody can read: id is not the user's.
create table public.settings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  theme text not null default 'light'
);
alter table public.settings enable row level security;
create policy "own" on public.settings for all to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
grant select, update, delete on public.settings to authenticated;
grant select, insert, update, delete on public.settings to service_role;

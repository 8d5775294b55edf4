-- Profiles whose plan the user can set.
create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  plan text not null default 'free',
  credits integer not null default 0
);
alter table public.profiles enable row level security;
create policy "see own" on public.profiles for select to authenticated using (user_id = (select auth.uid()));
create policy "change own" on public.profiles for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, update on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;

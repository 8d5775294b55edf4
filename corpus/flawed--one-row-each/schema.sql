-- Profiles, one a user, of which some are for everybody to see.
create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  nickname text not null,
  is_public boolean not null default false,
  is_hidden boolean not null default false
);
alter table public.profiles enable row level security;
create policy "see own" on public.profiles for select to authenticated using (user_id = (select auth.uid()));
create policy "see public" on public.profiles for select to anon, authenticated using (is_public and not is_hidden);
create policy "change own" on public.profiles for update to authenticated using (user_id = (select auth.uid()));
grant select, update on public.profiles to authenticated;
grant select on public.profiles to anon;
grant select, insert, update, delete on public.profiles to service_role;

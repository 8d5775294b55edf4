-- Lessons for those who pay, and for whoever tries for a while.
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  plan text not null default 'free' check (plan in ('free', 'trial', 'pro'))
);
alter table public.profiles enable row level security;
create policy "own profile" on public.profiles for select to authenticated using (id = (select auth.uid()));
grant select on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
create table public.lessons (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  premium boolean not null default true
);
alter table public.lessons enable row level security;
create policy "see" on public.lessons for select to authenticated
  using (not premium or exists (
    select 1 from public.profiles p where p.id = (select auth.uid()) and p.plan <> 'free'));
grant select on public.lessons to authenticated;
grant select, insert, update, delete on public.lessons to service_role;

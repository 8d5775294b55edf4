-- Profiles with a plan that is paid for, and a function that gives it away.
alter default privileges revoke execute on functions from public;
create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  plan text not null default 'free' check (plan in ('free', 'pro'))
);
alter table public.profiles enable row level security;
create policy "see own" on public.profiles for select to authenticated using (user_id = (select auth.uid()));
create policy "update own" on public.profiles for update to authenticated using (user_id = (select auth.uid()));
grant select, update (display_name) on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
create function public.choose_plan(p_plan text) returns void
  language sql security definer set search_path = ''
  as $$ update public.profiles set plan = p_plan where user_id = auth.uid() $$;
grant execute on function public.choose_plan(text) to authenticated;

-- Profiles under two names, of which users write one column.
create table public."UserProfile" (
  "userId" uuid primary key references auth.users (id) on delete cascade,
  "displayName" text,
  "plan" text not null default 'free'
);
alter table public."UserProfile" enable row level security;
create policy "see own" on public."UserProfile" for select to authenticated using ("userId" = (select auth.uid()));
create policy "change own" on public."UserProfile" for update to authenticated
  using ("userId" = (select auth.uid())) with check ("userId" = (select auth.uid()));
create view public.user_profile with (security_invoker = true) as
  select "userId" as user_id, "displayName" as display_name, "plan" as plan from public."UserProfile";
grant select, update ("displayName") on public."UserProfile" to authenticated;
grant select, update (display_name) on public.user_profile to authenticated;
grant select, insert, update, delete on public."UserProfile", public.user_profile to service_role;

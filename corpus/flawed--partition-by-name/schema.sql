-- Events by year; the year's own table is open.
create table public.events (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  happened_on date not null default '2026-06-01',
  body text not null,
  primary key (id, happened_on)
) partition by range (happened_on);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
alter table public.events enable row level security;
create policy "see own" on public.events for select to authenticated using (user_id = (select auth.uid()));
create policy "delete own" on public.events for delete to authenticated using (user_id = (select auth.uid()));
grant select, delete on public.events, public.events_2026 to authenticated;
grant select, insert, update, delete on public.events, public.events_2026 to service_role;

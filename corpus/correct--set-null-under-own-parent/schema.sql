-- Calendars, and entries that outlive them with a hole.
create table public.calendars (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
create table public.calendar_entries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  calendar_id uuid references public.calendars (id) on delete set null,
  body text not null
);
alter table public.calendars enable row level security;
alter table public.calendar_entries enable row level security;
create policy "own rows" on public.calendars for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own rows" on public.calendar_entries for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.calendars, public.calendar_entries to authenticated, service_role;

-- Bookings of a court, and one check-in a day.
create domain public.hour_count as numeric(3, 1) check (value > 0 and value <= 4);
create table public.bookings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  during tstzrange not null check (not isempty(during) and lower(during) is not null),
  exclude using gist (during with &&)
);
create table public.check_ins (
  user_id uuid not null references auth.users (id) on delete cascade,
  day date not null check (day >= '2020-01-01'),
  hours public.hour_count not null default 1,
  slept_at time not null,
  woke_at time not null,
  email text check (email ~ '^[^@ ]+@[^@ ]+$'),
  primary key (user_id, day),
  check (woke_at > slept_at)
);
alter table public.bookings enable row level security;
alter table public.check_ins enable row level security;
create policy "own rows" on public.bookings for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own rows" on public.check_ins for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.bookings, public.check_ins to authenticated, service_role;

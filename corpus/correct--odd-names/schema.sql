-- An order whose names must be quoted.
create table public."Order" (
  "select" uuid primary key default gen_random_uuid(),
  "User Id" uuid not null references auth.users (id) on delete cascade,
  "naïve ""quote""" text not null default '',
  "a.b" integer not null default 0
);
alter table public."Order" enable row level security;
create policy "it's ""own""" on public."Order" for all to authenticated
  using ("User Id" = (select auth.uid())) with check ("User Id" = (select auth.uid()));
grant select, insert, update, delete on public."Order" to authenticated, service_role;

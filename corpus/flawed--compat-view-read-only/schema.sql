-- Weights under two names, one of which only reads.
create table public."BodyWeight" (
  "id" uuid primary key default gen_random_uuid(),
  "userId" uuid not null references auth.users (id) on delete cascade,
  "kg" integer not null
);
alter table public."BodyWeight" enable row level security;
create policy "own weights" on public."BodyWeight" for all to authenticated
  using ("userId" = (select auth.uid())) with check ("userId" = (select auth.uid()));
grant select, insert, update, delete on public."BodyWeight" to authenticated, service_role;
create view public.body_weight with (security_invoker = true) as
  select distinct "id" as id, "userId" as user_id, "kg" as kg from public."BodyWeight";
grant select, insert, update, delete on public.body_weight to authenticated, service_role;

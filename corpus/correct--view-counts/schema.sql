-- Petition signatures, and their number for all to see.
create table public.signatures (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  full_name text not null
);
alter table public.signatures enable row level security;
create policy "own rows" on public.signatures for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.signatures to authenticated, service_role;
create view public.signature_count as select count(*) as signatures from public.signatures;
grant select on public.signature_count to anon, authenticated, service_role;

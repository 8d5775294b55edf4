-- Contracts of tenants; the tenant is what the user says it is.
create table public.agreements (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  tenant_id uuid not null,
  body text not null
);
alter table public.agreements enable row level security;
create policy "own" on public.agreements for select to authenticated using (user_id = (select auth.uid()));
create policy "of my tenant" on public.agreements for select to authenticated
  using (tenant_id::text = auth.jwt() -> 'user_metadata' ->> 'tenant_id');
grant select on public.agreements to authenticated;
grant select, insert, update, delete on public.agreements to service_role;

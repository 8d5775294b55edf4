-- Invoices numbered by a sequence that everybody may use.
create table public.invoices (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  number bigserial not null unique
);
alter table public.invoices enable row level security;
create policy "see own" on public.invoices for select to authenticated using (user_id = (select auth.uid()));
grant select on public.invoices to authenticated;
grant select, insert, update, delete on public.invoices to service_role;
grant all on all sequences in schema public to anon, authenticated, service_role;

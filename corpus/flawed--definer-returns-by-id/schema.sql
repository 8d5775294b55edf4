-- Invoices, and a function that returns one by its id.
alter default privileges revoke execute on functions from public;
create table public.invoices (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  total_cents integer not null,
  details text not null
);
alter table public.invoices enable row level security;
create policy "see own" on public.invoices for select to authenticated using (user_id = (select auth.uid()));
grant select on public.invoices to authenticated;
grant select, insert, update, delete on public.invoices to service_role;
create function public.invoice_details(p_invoice uuid) returns text
  language sql stable security definer set search_path = ''
  as $$ select details from public.invoices where id = p_invoice $$;
grant execute on function public.invoice_details(uuid) to authenticated;

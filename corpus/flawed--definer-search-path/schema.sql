-- Payouts that only admins list; who is one is looked up in the caller's search path.
alter default privileges revoke execute on functions from public;
create table public.admins (user_id uuid primary key references auth.users (id) on delete cascade);
create table public.payouts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  iban text not null
);
alter table public.admins enable row level security;
alter table public.payouts enable row level security;
create policy "see own" on public.payouts for select to authenticated using (user_id = (select auth.uid()));
grant select on public.payouts to authenticated;
grant select, insert, update, delete on public.admins, public.payouts to service_role;
create function public.list_payouts() returns setof public.payouts
  language plpgsql security definer as $$
begin
  if not exists (select from admins where user_id = auth.uid()) then raise exception 'admins only'; end if;
  return query select * from public.payouts;
end $$;
grant execute on function public.list_payouts() to authenticated;

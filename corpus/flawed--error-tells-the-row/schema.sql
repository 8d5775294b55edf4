-- Vouchers, redeemed by a function that is too helpful.
alter default privileges revoke execute on functions from public;
create table public.vouchers (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  code text not null,
  redeemed boolean not null default false
);
alter table public.vouchers enable row level security;
create policy "see own" on public.vouchers for select to authenticated using (user_id = (select auth.uid()));
grant select on public.vouchers to authenticated;
grant select, insert, update, delete on public.vouchers to service_role;
create function public.check_voucher(p_id uuid) returns boolean
  language plpgsql stable security definer set search_path = '' as $$
declare found_one public.vouchers;
begin
  select * into found_one from public.vouchers where id = p_id;
  if found_one.user_id <> auth.uid() then
    raise exception 'voucher % is not yours', found_one.code;
  end if;
  return found_one.id is not null;
end $$;
grant execute on function public.check_voucher(uuid) to authenticated;

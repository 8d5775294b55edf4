-- Contacts, found by their number whoever has them.
alter default privileges revoke execute on functions from public;
create table public.contacts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  phone text not null unique check (phone ~ '^\+[0-9]{8,15}$')
);
alter table public.contacts enable row level security;
create policy "own rows" on public.contacts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.contacts to authenticated, service_role;
create function public.find_by_phone(phone_number text) returns table (found_name text)
  language sql stable security definer set search_path = ''
  as $$ select name from public.contacts where phone = phone_number $$;
grant execute on function public.find_by_phone to authenticated;

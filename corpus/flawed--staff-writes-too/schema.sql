-- Tickets that who works for support reads too, as a row about their role says.
alter default privileges revoke execute on functions from public;
create table public.staff_roles (
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('customer', 'support')),
  primary key (user_id, role)
);
create table public.tickets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create table public.deliveries (id bigint primary key generated always as identity, payload text not null);
create function public.is_support() returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from public.staff_roles r where r.user_id = auth.uid() and r.role = 'support') $$;
grant execute on function public.is_support() to authenticated;
alter table public.staff_roles enable row level security;
alter table public.tickets enable row level security;
alter table public.deliveries enable row level security;
create policy "own roles" on public.staff_roles for select to authenticated using (user_id = (select auth.uid()));
create policy "own or support" on public.tickets to authenticated
  using (user_id = (select auth.uid()) or (select public.is_support()));
create policy "support" on public.deliveries for select to authenticated using ((select public.is_support()));
grant select on public.staff_roles, public.deliveries to authenticated;
grant select, insert, update, delete on public.tickets to authenticated;
grant select, insert, update, delete on public.staff_roles, public.tickets, public.deliveries to service_role;

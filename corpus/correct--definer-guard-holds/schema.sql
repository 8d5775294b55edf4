-- Support messages, listed by admins through a function that is theirs alone.
alter default privileges revoke execute on functions from public;
create table public.user_roles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  role text not null default 'user' check (role in ('user', 'admin'))
);
create table public.support_messages (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.user_roles enable row level security;
alter table public.support_messages enable row level security;
create policy "see own role" on public.user_roles for select to authenticated using (user_id = (select auth.uid()));
create policy "own, or admin" on public.support_messages for select to authenticated
  using (user_id = (select auth.uid())
    or exists (select from public.user_roles r where r.user_id = (select auth.uid()) and r.role = 'admin'));
grant select on public.user_roles, public.support_messages to authenticated;
grant select, insert, update, delete on public.user_roles, public.support_messages to service_role;
create function public.list_support_messages() returns setof public.support_messages
  language plpgsql stable security definer set search_path = '' as $$
begin
  if (select role from public.user_roles where user_id = auth.uid()) is distinct from 'admin' then
    raise exception 'admins only' using errcode = '42501';
  end if;
  return query select * from public.support_messages;
end $$;
grant execute on function public.list_support_messages() to authenticated;

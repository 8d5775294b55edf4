-- Support messages that only admins list, by a function whose guard lets NULL pass.
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
create policy "own rows" on public.support_messages for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select on public.user_roles to authenticated;
grant select, insert, update, delete on public.support_messages to authenticated;
grant select, insert, update, delete on public.user_roles, public.support_messages to service_role;
create function public.list_support_messages() returns setof public.support_messages
  language plpgsql security definer set search_path = '' as $$
declare caller_role text := (select role from public.user_roles where user_id = auth.uid());
begin
  if caller_role <> 'admin' then raise exception 'admins only'; end if;
  return query select * from public.support_messages;
end $$;

-- Posts for visitors too, behind a helper that wants to know who they are.
alter default privileges revoke execute on functions from public;
create schema private;
create function private.caller() returns uuid language plpgsql stable set search_path = '' as $$
begin
  if auth.uid() is null then raise exception 'not signed in'; end if;
  return auth.uid();
end $$;
grant usage on schema private to anon, authenticated;
grant execute on function private.caller() to anon, authenticated;
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  hidden_from uuid references auth.users (id) on delete set null,
  body text not null
);
alter table public.posts enable row level security;
create policy "all but who is shut out" on public.posts for select to anon, authenticated
  using (hidden_from is distinct from private.caller());
grant select on public.posts to anon, authenticated;
grant select, insert, update, delete on public.posts to service_role;

-- Notes, made by a function that takes the owner as an argument.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated, service_role;
create function public.create_note(p_user_id uuid, p_body text) returns void
  language sql security definer set search_path = ''
  as $$ insert into public.notes (user_id, body) values (p_user_id, p_body) $$;
grant execute on function public.create_note to authenticated;

-- Notes by their ids: as an array, and as many arguments.
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
create function public.get_notes(ids uuid[]) returns setof public.notes
  language sql stable security definer set search_path = ''
  as $$ select * from public.notes where id = any (ids) $$;
grant execute on function public.get_notes to authenticated;
create function public.note_bodies(variadic ids uuid[]) returns jsonb
  language sql stable security definer set search_path = ''
  as $$ select jsonb_agg(body) from public.notes where id = any (ids) $$;
grant execute on function public.note_bodies to authenticated;

-- Notes, changed by a function that takes one JSON object.
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
create function public.update_note(payload jsonb) returns void
  language sql security definer set search_path = ''
  as $$ update public.notes set body = payload->>'body' where id = (payload->>'id')::uuid $$;
grant execute on function public.update_note to authenticated;

-- Notes, and a shorter view of them that lacks security_invoker.
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null,
  body text
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated, service_role;
create view public.note_titles as select id, user_id, title from public.notes;
grant select on public.note_titles to anon, authenticated;

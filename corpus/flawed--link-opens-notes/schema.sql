-- Notes, and links that open whichever note they name.
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create table public.note_links (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  note_id uuid not null references public.notes (id) on delete cascade
);
alter table public.notes enable row level security;
alter table public.note_links enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "linked to me" on public.notes for select to authenticated
  using (exists (select from public.note_links l where l.note_id = notes.id and l.user_id = (select auth.uid())));
create policy "own rows" on public.note_links for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update on public.notes to authenticated;
grant select, insert, update, delete on public.note_links to authenticated;
grant select, insert, update, delete on public.notes, public.note_links to service_role;

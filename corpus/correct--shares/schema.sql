-- Notes, and shares that only the note's owner can make.
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  unique (id, user_id)
);
create table public.note_shares (
  note_id uuid not null,
  owner_id uuid not null,
  shared_with uuid not null references auth.users (id) on delete cascade,
  primary key (note_id, shared_with),
  foreign key (note_id, owner_id) references public.notes (id, user_id) on delete cascade
);
alter table public.notes enable row level security;
alter table public.note_shares enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "shared with me" on public.notes for select to authenticated
  using (id in (select s.note_id from public.note_shares s where s.shared_with = (select auth.uid())));
create policy "my shares" on public.note_shares for select to authenticated
  using (owner_id = (select auth.uid()) or shared_with = (select auth.uid()));
create policy "share own" on public.note_shares for insert to authenticated with check (owner_id = (select auth.uid()));
create policy "unshare own" on public.note_shares for delete to authenticated using (owner_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated;
grant select, insert, delete on public.note_shares to authenticated;
grant select, insert, update, delete on public.notes, public.note_shares to service_role;

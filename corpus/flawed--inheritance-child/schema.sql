-- Letters, and an archive that inherits from them.
create table public.letters (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create table public.letters_archive (
  primary key (id),
  foreign key (user_id) references auth.users (id) on delete cascade
) inherits (public.letters);
alter table public.letters enable row level security;
create policy "see own" on public.letters for select to authenticated using (user_id = (select auth.uid()));
grant select on public.letters, public.letters_archive to authenticated;
grant select, insert, update, delete on public.letters, public.letters_archive to service_role;

-- Comments that everybody may read, and the directory of their authors.
create table public.comments (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.comments enable row level security;
create policy "read all" on public.comments for select to anon, authenticated using (true);
grant select on public.comments to anon, authenticated;
grant select, insert, update, delete on public.comments to service_role;
create view public.authors as select id, email from auth.users;
grant select on public.authors to anon, authenticated;

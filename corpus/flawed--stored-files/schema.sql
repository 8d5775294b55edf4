-- Stored files, of which whoever is signed in reaches all that are private.
create schema storage;
create table storage.buckets (id text primary key, name text not null unique, public boolean not null default false);
create table storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text references storage.buckets (id),
  name text,
  owner uuid,
  owner_id text,
  created_at timestamptz not null default now(),
  unique (bucket_id, name)
);
create function storage.foldername(name text) returns text[] language sql immutable
  as $$ select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1] $$;
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true), ('papers', 'papers', false);
alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;
grant usage on schema storage to anon, authenticated, service_role;
grant select, insert, update, delete on storage.objects, storage.buckets to anon, authenticated, service_role;
create policy "avatars are public" on storage.objects for select to anon, authenticated using (bucket_id = 'avatars');
create policy "own papers" on storage.objects for all to authenticated
  using (bucket_id = 'papers')
  with check (bucket_id = 'papers');

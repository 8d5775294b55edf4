-- Playlists, renamed through a function.
alter default privileges revoke execute on functions from public;
create table public.playlists (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
alter table public.playlists enable row level security;
create policy "own rows" on public.playlists for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.playlists to authenticated, service_role;
create function public.rename_playlist(p_id uuid, p_name text) returns void
  language sql security definer set search_path = ''
  as $$ update public.playlists set name = p_name where id = p_id $$;
grant execute on function public.rename_playlist(uuid, text) to authenticated;

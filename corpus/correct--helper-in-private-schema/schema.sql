-- Rooms, their members and what is said there; membership by a private helper.
alter default privileges revoke execute on functions from public;
create schema private;
create table public.room_members (
  room_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  primary key (room_id, user_id)
);
create table public.room_posts (
  id uuid primary key default gen_random_uuid(),
  room_id uuid not null,
  body text not null
);
create function private.is_member(p_room uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select exists (select from public.room_members m where m.room_id = p_room and m.user_id = auth.uid()) $$;
grant usage on schema private to authenticated;
grant execute on function private.is_member(uuid) to authenticated;
alter table public.room_members enable row level security;
alter table public.room_posts enable row level security;
create policy "own membership" on public.room_members for select to authenticated using (user_id = (select auth.uid()));
create policy "members read" on public.room_posts for select to authenticated using (private.is_member(room_id));
create policy "members write" on public.room_posts for insert to authenticated with check (private.is_member(room_id));
grant select on public.room_members to authenticated;
grant select, insert on public.room_posts to authenticated;
grant select, insert, update, delete on public.room_members, public.room_posts to service_role;

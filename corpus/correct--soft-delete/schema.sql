-- Notes that are hidden instead of deleted.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  deleted_at timestamptz
);
alter table public.notes enable row level security;
create policy "see own" on public.notes for select to authenticated
  using (user_id = (select auth.uid()) and deleted_at is null);
create policy "add own" on public.notes for insert to authenticated
  with check (user_id = (select auth.uid()) and deleted_at is null);
create policy "change own" on public.notes for update to authenticated
  using (user_id = (select auth.uid()) and deleted_at is null);
create function public.hide_note(p_id uuid) returns void
  language sql security definer set search_path = ''
  as $$ update public.notes set deleted_at = now() where id = p_id and user_id = auth.uid() $$;
grant execute on function public.hide_note(uuid) to authenticated;
grant select, insert (id, user_id, body), update (id, user_id, body) on public.notes to authenticated;
grant select, insert, update, delete on public.notes to service_role;

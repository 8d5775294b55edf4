-- Notes with sound policies, and their history without.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create table public.note_history (
  id bigint generated always as identity primary key,
  note_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notes enable row level security;
create policy "see own" on public.notes for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.notes for insert to authenticated with check (user_id = (select auth.uid()));
create policy "change own" on public.notes for update to authenticated using (user_id = (select auth.uid()));
create function public.keep_note() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.note_history (note_id, user_id, body) values (new.id, new.user_id, new.body);
  return null;
end $$;
create trigger keep_note after insert or update on public.notes for each row execute function public.keep_note();
grant select, insert, update on public.notes to authenticated;
grant select, insert, update, delete on public.notes to service_role;
grant select on public.note_history to authenticated;

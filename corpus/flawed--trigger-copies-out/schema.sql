-- Private notes, and a public feed that says too much of them.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create table public.feed (
  id bigint generated always as identity primary key,
  summary text not null
);
alter table public.notes enable row level security;
alter table public.feed enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "read all" on public.feed for select to anon, authenticated using (true);
grant select, insert, update, delete on public.notes to authenticated, service_role;
grant select on public.feed to anon, authenticated;
grant select, insert, update, delete on public.feed to service_role;
create function public.announce_note() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.feed (summary) values ('new note: ' || new.body);
  return null;
end $$;
create trigger announce_note after insert on public.notes for each row execute function public.announce_note();

-- Moods whose owner is a text.
alter default privileges revoke execute on functions from public;
create table public.moods (
  id bigint generated always as identity primary key,
  user_id text not null,
  score integer not null check (score between 1 and 5)
);
insert into public.moods (user_id, score) values ('google|1087', 3), ('', 1), ('ANONYMOUS', 2);
alter table public.moods enable row level security;
create policy "own rows" on public.moods for all to authenticated
  using (user_id = (select auth.uid()::text)) with check (user_id = (select auth.uid()::text));
create function public.erase_moods() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.moods where user_id = old.id::text;
  return old;
end $$;
create trigger erase_moods before delete on auth.users for each row execute function public.erase_moods();
grant select, insert, update, delete on public.moods to authenticated, service_role;

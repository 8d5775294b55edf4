-- Notes, returned to everybody by a function that takes its time.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated, service_role;
create function public.slow_all() returns setof public.notes
  language plpgsql security definer set search_path = ''
  as $$ 
begin
  perform pg_sleep(60);
  return query select * from public.notes;
end $$;
grant execute on function public.slow_all to authenticated;

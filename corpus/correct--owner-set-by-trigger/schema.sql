-- Drawings, whose owner is always who draws.
alter default privileges revoke execute on functions from public;
create table public.drawings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
alter table public.drawings enable row level security;
create policy "own rows" on public.drawings for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function public.set_owner() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.user_id := coalesce(auth.uid(), new.user_id);
  else
    new.user_id := old.user_id;
  end if;
  return new;
end $$;
create trigger set_owner before insert or update on public.drawings for each row execute function public.set_owner();
grant select, insert, update, delete on public.drawings to authenticated, service_role;

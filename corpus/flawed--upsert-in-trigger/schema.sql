-- Nicknames: to register one that is taken rewrites it.
alter default privileges revoke execute on functions from public;
create table public.nicknames (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null unique,
  motto text not null
);
alter table public.nicknames enable row level security;
create policy "see own" on public.nicknames for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.nicknames for insert to authenticated with check (user_id = (select auth.uid()));
create function public.merge_nickname() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.nicknames set motto = new.motto where name = new.name;
  if found then return null; end if;
  return new;
end $$;
create trigger merge_nickname before insert on public.nicknames
  for each row execute function public.merge_nickname();
grant select, insert on public.nicknames to authenticated;
grant select, insert, update, delete on public.nicknames to service_role;

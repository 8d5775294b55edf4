-- Profiles whose plan a trigger keeps, also where there is none yet.
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text,
  plan text
);
alter table public.profiles enable row level security;
create policy "own profile" on public.profiles for all to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
grant select, update on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;
create function public.keep_plan() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.plan is distinct from old.plan and current_user <> 'service_role' then
    raise exception 'not yours to set' using errcode = '42501';
  end if;
  return new;
end $$;
revoke execute on function public.keep_plan from public;
create trigger keep before update on public.profiles for each row execute function public.keep_plan();

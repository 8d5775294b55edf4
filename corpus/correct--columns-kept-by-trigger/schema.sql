-- Members whose plan a trigger keeps.
alter default privileges revoke execute on functions from public;
create table public.members (
  user_id uuid primary key references auth.users (id) on delete cascade,
  nickname text,
  plan text not null default 'free'
);
alter table public.members enable row level security;
create policy "see own" on public.members for select to authenticated using (user_id = (select auth.uid()));
create policy "change own" on public.members for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function public.keep_plan() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user in ('anon', 'authenticated') and new.plan is distinct from old.plan then
    raise exception 'the plan is not yours to change' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger keep_plan before update on public.members for each row execute function public.keep_plan();
grant select, update on public.members to authenticated;
grant select, insert, update, delete on public.members to service_role;
